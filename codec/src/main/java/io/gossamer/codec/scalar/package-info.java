/**
 * Codes of single numbers, for methods that say a few scalars in place of an array. An array's codecs live in {@code
 * array} and its neighbours; how scalars cross the network is {@code message}'s business.
 *
 * <h2>The codes, bit by bit</h2>
 *
 * <pre>
 * byte        8 bits  bit 7 = negative, bits 0-6 = u. u = 0: 0x00 is zero, 0x80 is "skip".
 *                     Otherwise the magnitude is e^((u - 64) / 8): 3.80e-4 to 2630.7, at most 6.5 % off.
 * nine-bit    9 bits  bit 8 = negative, bits 0-7 = u. u = 0: 0x000 is zero, 0x100 is "skip".
 *                     Otherwise the magnitude is e^((u - 128) / 16): 3.57e-4 to 2800.4, at most 3.2 % off.
 * float      32 bits  a float32, clamped to +-4096; every NaN and infinity is "skip".
 * sign        1 bit   1 = -1, 0 = +1 (zero included); it cannot say "skip".
 * </pre>
 *
 * Several scalars of one code stand one after another without gaps, the low bits of the first byte first; the last byte
 * is padded with zeros.
 */
package io.gossamer.codec.scalar;

/**
 * What arrays of float32 become when a collective sends them in fewer bits. Each piece that is sent is coded by itself, so
 * what is measured on it (a range) goes with it. Numbers are little-endian; u is a level, 0 to 2^bits - 1:
 *
 * <pre>
 * minmax8, minmax16:     value = min + u * step
 *      0      4  min, float32
 *      4      4  step, float32: (max - min) / (2^bits - 1), rounded down
 *      8      *  u - 2^(bits - 1) of each element, two's complement, 1 or 2 bytes
 *
 * zeropoint8, zeropoint16:     value = (u - zero) * step
 *      0      4  step, float32
 *      4      4  zero, int32: the level of 0
 *      8      *  u - 2^(bits - 1) of each element, two's complement, 1 or 2 bytes
 * </pre>
 *
 * Codecs of {@code io.gossamer.codec} write what they document.
 */
package io.gossamer.net.quantisation;

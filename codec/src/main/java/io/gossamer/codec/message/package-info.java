/**
 * The self-describing, versioned, checksummed frame in which everything about tensors travels. How a tensor becomes bytes
 * is the codecs' business, how a frame crosses the network that of {@code net}.
 *
 * <h2>The frame, version 1</h2>
 *
 * Multi-byte numbers are little-endian; a varint has seven bits to a byte, low ones first, the top bit set on all bytes
 * but the last, in its shortest form.
 *
 * <pre>
 * offset  bytes  what
 *      0      2  magic 0x47 0x4D ("GM")
 *      2      1  version, 1
 *      3      1  type, 1 = tensors, 2 = scalars, 3 = bytes
 *      4      1  flags, the sender's votes after this step: bit 0 to stop, bit 1 to let in those who wait;
 *                the others are zero
 *      5      4  length of the whole frame in bytes, checksum included, unsigned
 *      9      2  number of sections, unsigned; of scalars, the number of their bytes;
 *                of bytes, zero
 *     11    1-5  sender, varint, at most 2^31 - 1
 *            1-9 step, varint, at most 2^63 - 1
 *             *  the sections, in ascending order of their tensors; or the codes of the scalars, see {@code scalar};
 *                or the bytes
 *             4  CRC32C of everything before it
 *
 * a section:
 *           1-5  number of the tensor in the model's layout, varint, at most 2^31 - 1
 *             1  kind in bit 7 (0 = compressed, 1 = dense), number of the codec's format in bits 0-6
 *           1-9  number of elements, varint
 *           1-9  number of coded bytes, varint
 *             *  the coded bytes, as the codec documents them
 * </pre>
 *
 * A frame of step 700 costs 18 bytes, a section of less than 2^14 elements in less than 128 coded bytes 5. Section
 * headers count as bytes of their section's kind, the rest of the frame as control; the codes of scalars as compressed;
 * bytes as what their writer says.
 */
package io.gossamer.codec.message;

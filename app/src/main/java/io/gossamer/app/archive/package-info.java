/**
 * Arrays in files, coded and decoded: what {@code gossamer encode} and {@code gossamer decode} do. How an array becomes
 * bytes is the codecs' business; the formats of others are read and written in {@code model}.
 *
 * <h2>The archive, version 1</h2>
 *
 * Multi-byte numbers are little-endian; a varint is as in {@link io.gossamer.codec.message}; a text is its length in bytes
 * (varint) and its UTF-8. The header stands first, then one record for each array in the header's order, then nothing.
 *
 * <pre>
 * offset  bytes  what
 *      0      4  magic 0x47 0x4D 0x41 0x52 ("GMAR")
 *      4      1  version, 1
 *      5      4  length of the header in bytes, from the magic to its checksum included; at most 2^24
 *      9      1  format of the source: 1 = .npy, 2 = .safetensors, 3 = raw float32
 *     10      8  seed of the random numbers that the codec drew
 *     18      *  the codec's specification, a text of at most 255 bytes; with it the file needs no other word
 *             *  number of metadata entries, varint; for each a key and a value, texts, the keys ascending
 *             *  number of arrays, varint, at most 2^20; for each
 *                  its name, a text that no other array has
 *                  its type, a text: F32, or any other that safetensors name
 *                  number of dimensions, varint, at most 64; their sizes, varints, outermost first
 *             4  CRC32C of the header before it
 *
 * the record of an F32 array: a frame of {@link io.gossamer.codec.message} by sender 0 in step 0 with one compressed
 * section, whose tensor is the array's place in the header, from 0
 *
 * the record of an array of another type:
 *             *  its elements as they were
 *             4  CRC32C of them
 * </pre>
 *
 * A stochastic codec draws for each array from the stream (seed, {@code CODEC}, node 0, step 0, place in the header), so
 * that the same source, codec and seed give the same file.
 */
package io.gossamer.app.archive;

/**
 * Dense codecs: arrays of float32 to bytes and back, every element kept in fewer bits, with what theory says about the
 * error in the type. Codecs that keep only some elements are in {@code sparse}; the frame around the bytes is in
 * {@code message}.
 */
package io.gossamer.codec.array;

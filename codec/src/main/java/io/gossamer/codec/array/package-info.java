/** Codecs: arrays of float32 to bytes and back, with what theory says about the error. */
package io.gossamer.codec.array;

/** The self-describing, versioned, checksummed frame in which everything about tensors travels. */
package io.gossamer.codec.message;

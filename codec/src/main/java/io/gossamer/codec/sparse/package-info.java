/** Sparse vectors: choosing the few elements that are worth sending, and coding where they stand. */
package io.gossamer.codec.sparse;

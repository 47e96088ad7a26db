/**
 * Sparse vectors: choosing the few elements that are worth sending, coding where they stand close to its entropy, and
 * their values. What happens to the elements that stay behind is the business of the memories.
 */
package io.gossamer.codec.sparse;

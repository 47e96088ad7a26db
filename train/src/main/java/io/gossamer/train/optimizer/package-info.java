/**
 * Optimisers over flat tensors. Each rule is one libtorch operation on the whole buffer, in the order of libtorch's own
 * optimisers, so that one worker equals the bare loop bit for bit.
 */
package io.gossamer.train.optimizer;

/**
 * Optimisers over flat tensors. They work parameter by parameter with libtorch's own operations in libtorch's own order,
 * so that one worker equals the bare loop bit for bit.
 */
package io.gossamer.train.optimizer;

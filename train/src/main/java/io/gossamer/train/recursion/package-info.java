/**
 * The published recursions in float64, each in one small file that reads like the paper's equations: all nodes of a run
 * in one object, stepped by hand, every state readable. They are the oracle of the production parts, which work on
 * float32 buffers, codec bytes and a network and share no line with them, and the place where claims at 1e-10 and golden
 * values are measured.
 *
 * <p>Here: what all of them use, which is problems with a known solution, compressors, the sampling of nodes and vector
 * arithmetic. In {@code descent}, {@code federated} and {@code saddle}: the recursions. Not here: networks, tensors,
 * messages.
 */
package io.gossamer.train.recursion;

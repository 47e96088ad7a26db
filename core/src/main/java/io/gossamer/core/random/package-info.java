/** Randomness as a function of (seed, purpose, node, step, tensor): counter-based Philox streams. */
package io.gossamer.core.random;

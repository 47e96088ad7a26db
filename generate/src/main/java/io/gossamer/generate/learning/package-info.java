/**
 * Training: a network on noisy examples of one part of the data, a router on those of all, a student on what experts say.
 * Everything is a function of (seed, node) and of the examples that are given, so experts that learn side by side, one
 * after another or alone become the same.
 */
package io.gossamer.generate.learning;

/**
 * What generative models learn from: examples as vectors of float32 with a condition each, parts of them, and data that is
 * made. How the examples are dealt to experts is {@code cluster}'s business.
 */
package io.gossamer.generate.data;

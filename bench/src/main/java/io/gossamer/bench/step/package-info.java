/** One training step against the same step written directly on libtorch, and whether memory stays flat over many. */
package io.gossamer.bench.step;

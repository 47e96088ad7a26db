/** Arithmetic on whole flat buffers. */
package io.gossamer.train.flat;

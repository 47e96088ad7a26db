/** Arithmetic on whole flat arrays, by the kernels of the codec floor. */
package io.gossamer.train.flat;

/**
 * Arrays as matrices of low rank: finding the subspace that holds most of a matrix, and sending its two thin factors. The
 * products of the matrix with them are kernels.
 */
package io.gossamer.codec.lowrank;

/** Reproductions of the methods of this floor: a paper's claim at small scale, beside its baselines. */
package io.gossamer.train.reproduce;

/**
 * The catalogue: every system that Gossamer reproduces, its paper, where it lives, how far it is, and the names under
 * which it is called. The facts stand in {@code catalogue.tsv} and {@code baselines.tsv}; the code of a method does not
 * live here.
 */
package io.gossamer.core.catalogue;

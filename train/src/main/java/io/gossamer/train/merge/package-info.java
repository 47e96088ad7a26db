/**
 * Merging of models that were trained apart: the mean of their parameters, how far they are from it, whether the way from
 * one to another leads over a barrier, and what is to be done about running statistics.
 */
package io.gossamer.train.merge;

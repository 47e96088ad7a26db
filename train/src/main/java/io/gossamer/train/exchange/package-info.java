/**
 * How what is said gets to everybody and comes back as a mean: dense by all-reduce, coded by all-gather. What is said
 * per tensor is an {@link io.gossamer.train.exchange.Allocation}; what is kept back is a memory of {@code codec}.
 */
package io.gossamer.train.exchange;

package io.gossamer.train.job;

/**
 * What all machines of a run must know alike: it is what a coordinator tells guests.
 *
 * @param job what is trained
 * @param connections how many pass for one between each two workers; more than one pays on long fat ways
 */
public record Undertaking(Job job, int connections) {}

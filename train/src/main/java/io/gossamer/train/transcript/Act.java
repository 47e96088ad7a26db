package io.gossamer.train.transcript;

/**
 * What one node does: it computes, and then takes part in an operation.
 *
 * @param passes how many times the gradient of a batch is computed before the operation; a loss without gradient counts
 *     as a third of one
 */
public record Act(double passes, Operation operation) {}

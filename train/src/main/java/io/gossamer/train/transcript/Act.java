package io.gossamer.train.transcript;

/**
 * What one node does: it computes, and then takes part in an operation, beside which it may go on computing.
 *
 * @param passes how many times the gradient of a batch is computed before the operation; a loss without gradient counts
 *     as a third of one
 * @param overlap steps that it takes before it waits for the end of the operation; 0 if it waits at once
 */
public record Act(double passes, Operation operation, int overlap) {
    /** For whose end it waits at once. */
    public Act(double passes, Operation operation) {
        this(passes, operation, 0);
    }
}

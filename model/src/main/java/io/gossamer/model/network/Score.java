package io.gossamer.model.network;

/**
 * Result of an evaluation, additive over batches.
 *
 * @param lossSum sum of the loss over all predictions
 * @param correct number of predictions whose highest score is the target
 * @param count number of predictions
 */
public record Score(double lossSum, long correct, long count) {
    public static final Score ZERO = new Score(0, 0, 0);

    public Score plus(Score other) {
        return new Score(lossSum + other.lossSum, correct + other.correct, count + other.count);
    }

    public double loss() {
        return lossSum / count;
    }

    public double accuracy() {
        return (double) correct / count;
    }
}

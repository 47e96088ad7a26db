package io.gossamer.generate.learning;

import io.gossamer.generate.flow.FlowMatching;
import io.gossamer.train.optimizer.AdamW;

/**
 * How a network learns.
 *
 * @param matching the batches
 * @param steps number of them
 * @param batch examples in each
 * @param learningRate of AdamW without decay; a fifth of the steps at the end goes down to zero in a straight line
 * @param averaging the decay of the parameters' exponential average, which is what samples are drawn from
 */
public record Regimen(FlowMatching matching, long steps, int batch, double learningRate, double averaging) {
    static final AdamW.Spec OPTIMIZER = new AdamW.Spec(0.9, 0.999, 1e-8, 0, true);

    public Regimen {
        if (steps < 1 || batch < 1 || averaging < 0 || averaging >= 1) {
            throw new IllegalArgumentException("%d steps of batch %d, averaging %s".formatted(steps, batch, averaging));
        }
    }

    /** The same with another batch and number of steps. */
    public Regimen of(int otherBatch, long otherSteps) {
        return new Regimen(matching, otherSteps, otherBatch, learningRate, averaging);
    }

    double learningRate(long step) {
        return learningRate * Math.min(1, (steps - step) * 5.0 / steps);
    }
}

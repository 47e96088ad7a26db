package io.gossamer.generate.learning;

import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.flat.TensorSection;
import org.bytedeco.pytorch.Scalar;

/**
 * Parameters averaged over steps, a <- d a + (1 - d) w. While there were few steps d is smaller, (1 + n) / (10 + n) after
 * n of them, so that the start does not weigh.
 */
final class ExponentialAverage implements AutoCloseable {
    private final double decay;
    private final FlatTensors average;

    ExponentialAverage(double decay, FlatTensors parameters) {
        this.decay = decay;
        this.average = parameters.likeThis();
        take(parameters, 0);
    }

    /** @param steps how many there have been, this one included */
    void add(FlatTensors parameters, long steps) {
        take(parameters, Math.min(decay, (1.0 + steps) / (10 + steps)));
    }

    private void take(FlatTensors parameters, double kept) {
        try (var section = TensorSection.enter()) {
            average.flat().mul_(new Scalar(kept)).add_(parameters.flat(), new Scalar(1 - kept));
        }
    }

    FlatTensors value() {
        return average;
    }

    @Override
    public void close() {
        average.close();
    }
}

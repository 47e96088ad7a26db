package io.gossamer.generate.learning;

import io.gossamer.core.state.StateVisitor;
import io.gossamer.core.state.Stateful;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.flat.TensorSection;
import org.bytedeco.pytorch.Scalar;

/**
 * Parameters averaged over steps, a <- d a + (1 - d) w. While there were few steps d is smaller, (1 + n) / (10 + n) after
 * n of them, so that the start does not weigh.
 */
final class ExponentialAverage implements Stateful, AutoCloseable {
    private final double decay;
    private final FlatTensors average;
    private final long[] steps = {0};

    ExponentialAverage(double decay, FlatTensors parameters) {
        this.decay = decay;
        this.average = parameters.likeThis();
        take(parameters, 0);
    }

    void add(FlatTensors parameters) {
        steps[0]++;
        take(parameters, Math.min(decay, (1.0 + steps[0]) / (10 + steps[0])));
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
    public void visitState(StateVisitor visitor) {
        visitor.longs("steps", steps);
        average.visitState(visitor);
    }

    @Override
    public void close() {
        average.close();
    }
}

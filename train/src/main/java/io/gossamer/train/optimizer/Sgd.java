package io.gossamer.train.optimizer;

import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.flat.TensorSection;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Stochastic gradient descent with momentum b = m b + g and step b, or g + m b (Nesterov); weight decay joins g. The
 * first b is g. Same operations as libtorch's {@code torch::optim::SGD} without dampening.
 */
public final class Sgd implements Optimizer {
    /**
     * @param momentum m, 0 for none
     * @param weightDecay factor of the parameters that joins the gradient
     */
    public record Spec(double momentum, boolean nesterov, double weightDecay) implements Optimizer.Spec {
        @Override
        public Optimizer create(FlatTensors parameters) {
            return new Sgd(this, parameters);
        }
    }

    private final Spec spec;
    private final FlatTensors buffer;
    private final long[] steps = {0};

    private Sgd(Spec spec, FlatTensors parameters) {
        this.spec = spec;
        this.buffer = spec.momentum == 0 ? null : parameters.likeThis();
    }

    @Override
    public void step(FlatTensors parameters, FlatTensors update, double learningRate) {
        try (var section = TensorSection.enter()) {
            Tensor w = parameters.flat();
            w.add_(direction(w, update.flat()), new Scalar(-learningRate));
        }
        steps[0]++;
    }

    private Tensor direction(Tensor w, Tensor gradient) {
        Tensor g = spec.weightDecay == 0 ? gradient : gradient.add(w, new Scalar(spec.weightDecay));
        if (spec.momentum == 0) {
            return g;
        }
        Tensor b = buffer.flat();
        if (steps[0] == 0) {
            b.copy_(g);
        } else {
            b.mul_(new Scalar(spec.momentum)).add_(g);
        }
        return spec.nesterov ? g.add(b, new Scalar(spec.momentum)) : b;
    }

    @Override
    public void visitState(StateVisitor visitor) {
        visitor.longs("steps", steps);
        if (buffer != null) {
            buffer.visitState(visitor.scope("momentum"));
        }
    }

    @Override
    public void close() {
        if (buffer != null) {
            buffer.close();
        }
    }
}

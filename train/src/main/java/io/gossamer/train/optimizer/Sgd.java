package io.gossamer.train.optimizer;

import io.gossamer.codec.kernel.ArrayKernels;
import io.gossamer.codec.kernel.Kernels;
import io.gossamer.codec.kernel.SgdRule;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.flat.TensorSection;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Stochastic gradient descent with momentum b = m b + g and step b, or g + m b (Nesterov); weight decay joins g. The
 * first b is g. Same roundings as libtorch's {@code torch::optim::SGD} without dampening; in one pass over memory instead
 * of three.
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

    private static final ArrayKernels KERNELS = Kernels.chosen();

    private final Spec spec;
    private final FlatTensors buffer;

    private Sgd(Spec spec, FlatTensors parameters) {
        this.spec = spec;
        this.buffer = spec.momentum == 0 ? null : parameters.likeThis();
        if (buffer != null) {
            // The one number that added to any other leaves every bit of it: so the first b is g, -0 included.
            buffer.fill(-0.0f);
        }
    }

    @Override
    public void step(FlatTensors parameters, FlatTensors update, double learningRate) {
        if (buffer == null) {
            descend(parameters, update, learningRate);
        } else {
            SgdRule rule =
                    new SgdRule((float) spec.momentum, spec.nesterov, (float) spec.weightDecay, (float) learningRate);
            int count = Math.toIntExact(parameters.layout().bytes() / Float.BYTES);
            KERNELS.sgdStep(rule, update.memory(), buffer.memory(), parameters.memory(), 0, count);
        }
    }

    private void descend(FlatTensors parameters, FlatTensors update, double learningRate) {
        try (var section = TensorSection.enter()) {
            Tensor w = parameters.flat();
            Tensor g = update.flat();
            Tensor d = spec.weightDecay == 0 ? g : g.add(w, new Scalar(spec.weightDecay));
            w.add_(d, new Scalar(-learningRate));
        }
    }

    @Override
    public void visitState(StateVisitor visitor) {
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

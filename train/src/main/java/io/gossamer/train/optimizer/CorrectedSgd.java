package io.gossamer.train.optimizer;

import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.flat.TensorSection;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Applies an update whose momentum was already taken care of before the exchange: w = w - lr (G + d), where the weight
 * decay d has a momentum buffer of its own, b = wd w at first, then b = m b + wd w; d = b, or wd w + m b (Nesterov).
 * Source: the official code of Deep Gradient Compression, its SGD.
 */
public final class CorrectedSgd implements Optimizer {
    /**
     * @param momentum m of the weight decay's buffer
     * @param weightDecay wd
     */
    public record Spec(double momentum, boolean nesterov, double weightDecay) implements Optimizer.Spec {
        @Override
        public Optimizer create(FlatTensors parameters) {
            return new CorrectedSgd(this, parameters);
        }
    }

    private final Spec spec;
    private final FlatTensors decayBuffer;

    private CorrectedSgd(Spec spec, FlatTensors parameters) {
        this.spec = spec;
        this.decayBuffer = spec.weightDecay == 0 ? null : parameters.likeThis();
    }

    @Override
    public void step(FlatTensors parameters, FlatTensors update, double learningRate) {
        try (var section = TensorSection.enter()) {
            Tensor w = parameters.flat();
            Tensor g = update.flat();
            w.add_(spec.weightDecay == 0 ? g : decay(w).add_(g), new Scalar(-learningRate));
        }
    }

    private Tensor decay(Tensor w) {
        Tensor pull = w.mul(new Scalar(spec.weightDecay));
        Tensor b = decayBuffer.flat();
        b.mul_(new Scalar(spec.momentum)).add_(pull);
        return spec.nesterov ? pull.add_(b, new Scalar(spec.momentum)) : b.clone();
    }

    @Override
    public void visitState(StateVisitor visitor) {
        if (decayBuffer != null) {
            decayBuffer.visitState(visitor.scope("decay"));
        }
    }

    @Override
    public void close() {
        if (decayBuffer != null) {
            decayBuffer.close();
        }
    }
}

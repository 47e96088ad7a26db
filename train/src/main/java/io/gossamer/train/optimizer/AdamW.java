package io.gossamer.train.optimizer;

import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.flat.TensorSection;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Adam with decoupled weight decay. Same operations as libtorch's {@code torch::optim::AdamW} without AMSGrad. Source:
 * Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019, algorithm 2.
 */
public final class AdamW implements Optimizer {
    /**
     * @param beta1 decay of the first moment
     * @param beta2 decay of the second moment
     * @param epsilon added to the root of the second moment
     * @param weightDecay decoupled decay, multiplied by the learning rate
     */
    public record Spec(double beta1, double beta2, double epsilon, double weightDecay) implements Optimizer.Spec {
        @Override
        public Optimizer create(FlatTensors parameters) {
            return new AdamW(this, parameters);
        }
    }

    private final Spec spec;
    private final FlatTensors firstMoment;
    private final FlatTensors secondMoment;
    private final long[] steps = {0};

    private AdamW(Spec spec, FlatTensors parameters) {
        this.spec = spec;
        this.firstMoment = parameters.likeThis();
        this.secondMoment = parameters.likeThis();
    }

    @Override
    public void step(FlatTensors parameters, FlatTensors update, double learningRate) {
        steps[0]++;
        double correction1 = 1 - StrictMath.pow(spec.beta1, steps[0]);
        double correction2 = 1 - StrictMath.pow(spec.beta2, steps[0]);
        try (var section = TensorSection.enter()) {
            Tensor w = parameters.flat();
            Tensor g = update.flat();
            Tensor m = firstMoment.flat();
            Tensor v = secondMoment.flat();
            if (spec.weightDecay != 0) {
                w.mul_(new Scalar(1 - learningRate * spec.weightDecay));
            }
            m.mul_(new Scalar(spec.beta1)).add_(g, new Scalar(1 - spec.beta1));
            v.mul_(new Scalar(spec.beta2)).addcmul_(g, g, new Scalar(1 - spec.beta2));
            Tensor denominator =
                    v.sqrt().div_(new Scalar(Math.sqrt(correction2))).add_(new Scalar(spec.epsilon));
            w.addcdiv_(m, denominator, new Scalar(-(learningRate / correction1)));
        }
    }

    @Override
    public void visitState(StateVisitor visitor) {
        visitor.longs("steps", steps);
        firstMoment.visitState(visitor.scope("firstMoment"));
        secondMoment.visitState(visitor.scope("secondMoment"));
    }

    @Override
    public void close() {
        firstMoment.close();
        secondMoment.close();
    }
}

package io.gossamer.train.optimizer;

import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.flat.TensorSection;
import java.util.function.IntPredicate;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Adam with decoupled weight decay. With bias correction the same operations as libtorch's {@code torch::optim::AdamW}
 * without AMSGrad; without it, those of 1-bit Adam's official code. Source: Loshchilov and Hutter, "Decoupled weight decay
 * regularization", ICLR 2019, algorithm 2.
 */
public final class AdamW implements Optimizer {
    /**
     * @param beta1 decay of the first moment
     * @param beta2 decay of the second moment
     * @param epsilon added to the root of the second moment
     * @param weightDecay decoupled decay, multiplied by the learning rate
     * @param biasCorrection whether the moments, which start at zero, are divided by what they lack
     */
    public record Spec(double beta1, double beta2, double epsilon, double weightDecay, boolean biasCorrection)
            implements Optimizer.Spec {
        @Override
        public AdamW create(FlatTensors parameters) {
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
        try (var section = TensorSection.enter()) {
            decay(parameters.flat(), learningRate);
            learn(firstMoment.flat(), secondMoment.flat(), update.flat());
            descend(parameters.flat(), learningRate);
        }
    }

    private void decay(Tensor w, double learningRate) {
        if (spec.weightDecay != 0) {
            w.mul_(new Scalar(1 - learningRate * spec.weightDecay));
        }
    }

    private void learn(Tensor m, Tensor v, Tensor g) {
        m.mul_(new Scalar(spec.beta1)).add_(g, new Scalar(1 - spec.beta1));
        v.mul_(new Scalar(spec.beta2)).addcmul_(g, g, new Scalar(1 - spec.beta2));
    }

    private void descend(Tensor w, double learningRate) {
        double correction1 = spec.biasCorrection ? 1 - StrictMath.pow(spec.beta1, steps[0]) : 1;
        double correction2 = spec.biasCorrection ? 1 - StrictMath.pow(spec.beta2, steps[0]) : 1;
        Tensor root = secondMoment.flat().sqrt();
        if (spec.biasCorrection) {
            root.div_(new Scalar(Math.sqrt(correction2)));
        }
        w.addcdiv_(firstMoment.flat(), root.add_(new Scalar(spec.epsilon)), new Scalar(-(learningRate / correction1)));
    }

    /** Turns the gradient of a tensor into the first moment it would give, in place; the optimiser's stays as it was. */
    public void momentumOf(FlatTensors gradients, int tensor) {
        try (var section = TensorSection.enter()) {
            gradients
                    .view(tensor)
                    .mul_(new Scalar(1 - spec.beta1))
                    .add_(firstMoment.view(tensor), new Scalar(spec.beta1));
        }
    }

    /**
     * A step that for some tensors is told the first moment instead of the gradient; the second moment of these stays.
     *
     * @param update moments, or gradients
     * @param isMoment by tensor
     * @param mask 1 for the elements that move, 0 for those whose moment is held at zero
     */
    public void stepAlong(
            FlatTensors parameters, FlatTensors update, IntPredicate isMoment, FlatTensors mask, double learningRate) {
        steps[0]++;
        try (var section = TensorSection.enter()) {
            decay(parameters.flat(), learningRate);
            for (int tensor = 0; tensor < update.layout().entries().size(); tensor++) {
                if (isMoment.test(tensor)) {
                    torch.mul_out(firstMoment.view(tensor), update.view(tensor), mask.view(tensor));
                } else {
                    learn(firstMoment.view(tensor), secondMoment.view(tensor), update.view(tensor));
                }
            }
            descend(parameters.flat(), learningRate);
        }
    }

    /** Lets the second moment follow the squares of the first one, where nobody knows the mean gradient. */
    public void followMoment() {
        try (var section = TensorSection.enter()) {
            Tensor m = firstMoment.flat();
            secondMoment.flat().mul_(new Scalar(spec.beta2)).addcmul_(m, m, new Scalar(1 - spec.beta2));
        }
    }

    public FlatTensors secondMoment() {
        return secondMoment;
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

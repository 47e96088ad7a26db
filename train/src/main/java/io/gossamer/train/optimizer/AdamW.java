package io.gossamer.train.optimizer;

import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatTensors;
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
            Scalar beta1 = new Scalar(spec.beta1);
            Scalar oneMinusBeta1 = new Scalar(1 - spec.beta1);
            Scalar beta2 = new Scalar(spec.beta2);
            Scalar oneMinusBeta2 = new Scalar(1 - spec.beta2);
            Scalar rootCorrection2 = new Scalar(Math.sqrt(correction2));
            Scalar epsilon = new Scalar(spec.epsilon);
            Scalar minusStep = new Scalar(-(learningRate / correction1));
            Scalar keep = new Scalar(1 - learningRate * spec.weightDecay);
            for (int i = 0; i < parameters.layout().entries().size(); i++) {
                Tensor parameter = parameters.view(i);
                Tensor g = update.view(i);
                Tensor m = firstMoment.view(i);
                Tensor v = secondMoment.view(i);
                if (spec.weightDecay != 0) {
                    parameter.mul_(keep);
                }
                m.mul_(beta1).add_(g, oneMinusBeta1);
                v.mul_(beta2).addcmul_(g, g, oneMinusBeta2);
                Tensor denominator = v.sqrt().div_(rootCorrection2).add_(epsilon);
                parameter.addcdiv_(m, denominator, minusStep);
            }
        }
    }

    @Override
    public void visitState(StateVisitor visitor) {
        visitor.longs("steps", steps);
        FlatState.visit(visitor.scope("firstMoment"), firstMoment);
        FlatState.visit(visitor.scope("secondMoment"), secondMoment);
    }

    @Override
    public void close() {
        firstMoment.close();
        secondMoment.close();
    }
}

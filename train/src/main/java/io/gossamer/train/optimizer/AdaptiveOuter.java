package io.gossamer.train.optimizer;

import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.flat.TensorSection;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The adaptive server optimisers FedAdagrad, FedAdam and FedYogi for mean differences d: m = b1 m + (1 - b1) d, a second
 * moment v by the rule, and x = x - rate m / (sqrt(v) + tau). Neither moment is corrected for its start; v starts at
 * tau^2. Source: Reddi et al., "Adaptive federated optimization", ICLR 2021, algorithm 2, with d of the other sign.
 */
public final class AdaptiveOuter implements Optimizer {
    /** How the second moment follows the squares of what comes. */
    public enum Rule {
        /** v = v + d^2 */
        ADAGRAD {
            @Override
            void learn(Tensor v, Tensor squares, double beta2) {
                v.add_(squares);
            }
        },
        /** v = b2 v + (1 - b2) d^2 */
        ADAM {
            @Override
            void learn(Tensor v, Tensor squares, double beta2) {
                v.mul_(new Scalar(beta2)).add_(squares, new Scalar(1 - beta2));
            }
        },
        /** v = v - (1 - b2) d^2 sign(v - d^2) */
        YOGI {
            @Override
            void learn(Tensor v, Tensor squares, double beta2) {
                v.addcmul_(squares, v.sub(squares).sign(), new Scalar(beta2 - 1));
            }
        };

        abstract void learn(Tensor v, Tensor squares, double beta2);
    }

    /**
     * @param beta1 decay of the first moment
     * @param beta2 decay of the second moment; FedAdagrad's does not decay
     * @param tau degree of adaptivity, positive
     */
    public record Spec(Rule rule, double beta1, double beta2, double tau) implements Optimizer.Spec {
        @Override
        public AdaptiveOuter create(FlatTensors parameters) {
            return new AdaptiveOuter(this, parameters);
        }
    }

    private final Spec spec;
    private final FlatTensors firstMoment;
    private final FlatTensors secondMoment;

    private AdaptiveOuter(Spec spec, FlatTensors parameters) {
        this.spec = spec;
        this.firstMoment = parameters.likeThis();
        this.secondMoment = parameters.likeThis();
        secondMoment.fill((float) (spec.tau * spec.tau));
    }

    @Override
    public void step(FlatTensors parameters, FlatTensors update, double learningRate) {
        try (var section = TensorSection.enter()) {
            Tensor d = update.flat();
            Tensor m = firstMoment.flat();
            Tensor v = secondMoment.flat();
            m.mul_(new Scalar(spec.beta1)).add_(d, new Scalar(1 - spec.beta1));
            spec.rule.learn(v, d.square(), spec.beta2);
            parameters.flat().addcdiv_(m, v.sqrt().add_(new Scalar(spec.tau)), new Scalar(-learningRate));
        }
    }

    @Override
    public void visitState(StateVisitor visitor) {
        firstMoment.visitState(visitor.scope("firstMoment"));
        secondMoment.visitState(visitor.scope("secondMoment"));
    }

    @Override
    public void close() {
        firstMoment.close();
        secondMoment.close();
    }
}

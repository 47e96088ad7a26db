package io.gossamer.train.optimizer;

import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.flat.FlatMath;

/**
 * Descent along a momentum whose elements are kept within bounds: m = clamp(b m + g, -limit, limit), x = x - rate m. Source:
 * Sun et al., CO2, ICLR 2024, arXiv 2401.16265 (outer momentum clipping).
 */
public final class ClippedMomentum implements Optimizer {
    /**
     * @param momentum b, 0 for none
     * @param limit largest absolute value of an element of m, 0 for none: then it is {@link Sgd} without Nesterov
     */
    public record Spec(double momentum, double limit) implements Optimizer.Spec {
        @Override
        public Optimizer create(FlatTensors parameters) {
            return limit == 0
                    ? new Sgd.Spec(momentum, false, 0).create(parameters)
                    : new ClippedMomentum(this, parameters);
        }
    }

    private final Spec spec;
    private final FlatTensors buffer;

    private ClippedMomentum(Spec spec, FlatTensors parameters) {
        this.spec = spec;
        this.buffer = parameters.likeThis();
    }

    @Override
    public void step(FlatTensors parameters, FlatTensors update, double learningRate) {
        FlatMath.scale(buffer, spec.momentum);
        FlatMath.add(buffer, 1, update);
        FlatMath.clamp(buffer, spec.limit);
        FlatMath.add(parameters, -learningRate, buffer);
    }

    @Override
    public void visitState(StateVisitor visitor) {
        buffer.visitState(visitor.scope("momentum"));
    }

    @Override
    public void close() {
        buffer.close();
    }
}

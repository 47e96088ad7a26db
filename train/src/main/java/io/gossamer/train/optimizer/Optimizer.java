package io.gossamer.train.optimizer;

import io.gossamer.core.state.Stateful;
import io.gossamer.model.flat.FlatTensors;

/** Applies an update (a gradient, or a difference of parameters) to parameters of the same layout, in place. */
public interface Optimizer extends Stateful, AutoCloseable {
    void step(FlatTensors parameters, FlatTensors update, double learningRate);

    @Override
    void close();

    /** How to make an optimiser for given parameters. Sealed: a job can only name these. */
    sealed interface Spec permits Sgd.Spec, AdamW.Spec, CorrectedSgd.Spec, ClippedMomentum.Spec, AdaptiveOuter.Spec {
        Optimizer create(FlatTensors parameters);
    }
}

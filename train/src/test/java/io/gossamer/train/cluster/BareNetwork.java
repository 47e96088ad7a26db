package io.gossamer.train.cluster;

import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.data.Batch;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.network.Network;
import io.gossamer.model.network.Score;
import java.util.List;

/** A network of nothing but parameters and their gradients, whose function a test gives. */
public abstract class BareNetwork implements Network {
    private final String name;
    private final FlatTensors parameters;
    private final FlatTensors gradients;
    private final FlatTensors none = FlatTensors.zeros(FlatLayout.of(List.of(), List.of()));

    protected BareNetwork(String name, FlatLayout layout) {
        this.name = name;
        this.parameters = FlatTensors.zeros(layout);
        this.gradients = FlatTensors.zeros(layout);
    }

    @Override
    public double forwardBackward(Batch batch, long seed, int node, long step) {
        throw new UnsupportedOperationException(name + " has no gradients");
    }

    @Override
    public Score evaluate(Batch batch) {
        throw new UnsupportedOperationException(name + " judges nothing");
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final FlatTensors parameters() {
        return parameters;
    }

    @Override
    public final FlatTensors gradients() {
        return gradients;
    }

    @Override
    public final FlatTensors buffers() {
        return none;
    }

    @Override
    public final FlatTensors frozen() {
        return none;
    }

    @Override
    public final void visitState(StateVisitor visitor) {
        parameters.visitState(visitor);
    }

    @Override
    public final void close() {
        parameters.close();
        gradients.close();
        none.close();
    }
}

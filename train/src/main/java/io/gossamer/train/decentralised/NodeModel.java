package io.gossamer.train.decentralised;

import io.gossamer.core.state.StateVisitor;
import io.gossamer.core.state.Stateful;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.network.Network;
import io.gossamer.train.optimizer.Optimizer;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;

/**
 * One node's own: its model, which is the network's parameters and BatchNorm's floating statistics behind them, and the
 * state of its optimiser, which nobody else ever hears of.
 */
final class NodeModel implements Stateful, AutoCloseable {
    private final Network network;
    private final Optimizer optimizer;
    private final FlatTensors tensors;
    /** Takes what the neighbours' models make of this one, until all of them are heard. */
    private final FlatTensors mixed;

    /** A node that starts from what the network holds now. */
    NodeModel(Network network, Optimizer.Spec optimizer) {
        this.network = network;
        this.optimizer = optimizer.create(network.parameters());
        this.tensors = FlatTensors.zeros(layout(network));
        this.mixed = tensors.likeThis();
        leave();
    }

    /** How a model is laid out: parameters, then floating buffers. */
    static FlatLayout layout(Network network) {
        List<FlatLayout.Entry> entries = Stream.concat(
                        network.parameters().layout().entries().stream(), network.buffers().layout().entries().stream())
                .toList();
        return FlatLayout.of(
                entries.stream().map(FlatLayout.Entry::name).toList(),
                entries.stream().map(FlatLayout.Entry::shape).toList());
    }

    FlatTensors tensors() {
        return tensors;
    }

    FlatTensors mixed() {
        return mixed;
    }

    Optimizer optimizer() {
        return optimizer;
    }

    /** Puts the model into the network. */
    void enter() {
        show(tensors, network);
    }

    /** Takes the model from the network. */
    void leave() {
        int parameters = network.parameters().layout().entries().size();
        for (int i = 0; i < tensors.layout().entries().size(); i++) {
            tensors.memory(i).copyFrom(place(network, parameters, i));
        }
    }

    /** Puts any model of this layout into a network. */
    static void show(FlatTensors model, Network network) {
        int parameters = network.parameters().layout().entries().size();
        for (int i = 0; i < model.layout().entries().size(); i++) {
            place(network, parameters, i).copyFrom(model.memory(i));
        }
    }

    private static MemorySegment place(Network network, int parameters, int tensor) {
        return tensor < parameters
                ? network.parameters().memory(tensor)
                : network.buffers().memory(tensor - parameters);
    }

    /** Becomes what it was mixed to. */
    void takeMixed() {
        tensors.memory().copyFrom(mixed.memory());
    }

    @Override
    public void visitState(StateVisitor visitor) {
        tensors.visitState(visitor.scope("model"));
        optimizer.visitState(visitor.scope("optimizer"));
    }

    @Override
    public void close() {
        optimizer.close();
        tensors.close();
        mixed.close();
    }
}

package io.gossamer.train.federated;

import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatTensors;
import java.util.Map;
import java.util.TreeMap;

/** The models from which the clients of one node work. */
final class ReceivedModels implements AutoCloseable {
    private static final long YES = 1;
    private static final long NO = 0;

    private final FlatTensors shape;
    private final Map<Integer, FlatTensors> models = new TreeMap<>();
    /** By client, whether its model is here. */
    private final long[] held;

    /** @param shape whose layout the models have */
    ReceivedModels(FlatTensors shape, int clients) {
        this.shape = shape;
        this.held = new long[clients];
    }

    boolean holds(int client) {
        return held[client] == YES;
    }

    /** Of a client that has received one. */
    FlatTensors of(int client) {
        return models.computeIfAbsent(client, key -> shape.likeThis());
    }

    /** A client receives a model, of which a copy is kept. */
    void receive(int client, FlatTensors model) {
        of(client).memory().copyFrom(model.memory());
        held[client] = YES;
    }

    void drop(int client) {
        held[client] = NO;
        FlatTensors model = models.remove(client);
        if (model != null) {
            model.close();
        }
    }

    /** @param residents whose models are here, if they have received any */
    void visitState(StateVisitor visitor, int[] residents) {
        visitor.longs("held", held);
        for (int client : residents) {
            of(client).visitState(visitor.scope(Integer.toString(client)));
        }
    }

    @Override
    public void close() {
        models.values().forEach(FlatTensors::close);
    }
}

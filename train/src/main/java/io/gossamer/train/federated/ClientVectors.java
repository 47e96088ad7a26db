package io.gossamer.train.federated;

import io.gossamer.core.state.StateVisitor;
import io.gossamer.core.state.Stateful;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import java.util.Map;
import java.util.TreeMap;

/** One vector for each client that lives on a node, zero at first, kept from round to round. */
final class ClientVectors implements Stateful, AutoCloseable {
    private final Map<Integer, FlatTensors> vectors = new TreeMap<>();

    ClientVectors(FlatLayout layout, int[] residents) {
        for (int client : residents) {
            vectors.put(client, FlatTensors.zeros(layout));
        }
    }

    FlatTensors of(int client) {
        return vectors.get(client);
    }

    @Override
    public void visitState(StateVisitor visitor) {
        vectors.forEach((client, vector) -> vector.visitState(visitor.scope(Integer.toString(client))));
    }

    @Override
    public void close() {
        vectors.values().forEach(FlatTensors::close);
    }
}

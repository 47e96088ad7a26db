package io.gossamer.train.federated;

import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** What clients will keep if the server hears them. Drafts of a round that broke are written over. */
final class Drafts implements AutoCloseable {
    private final FlatLayout layout;
    private final Map<Integer, FlatTensors> open = new HashMap<>();
    private final Deque<FlatTensors> spare = new ArrayDeque<>();

    Drafts(FlatLayout layout) {
        this.layout = layout;
    }

    /** A buffer of unknown content for a client's draft. */
    FlatTensors open(int client) {
        return open.computeIfAbsent(client, number -> spare.isEmpty() ? FlatTensors.zeros(layout) : spare.pop());
    }

    /** Ends a client's draft; what it holds is valid until the next one is opened. */
    FlatTensors take(int client) {
        FlatTensors draft = open.remove(client);
        if (draft == null) {
            throw new IllegalStateException("client " + client + " was heard and has said nothing");
        }
        spare.push(draft);
        return draft;
    }

    @Override
    public void close() {
        open.values().forEach(FlatTensors::close);
        spare.forEach(FlatTensors::close);
    }
}

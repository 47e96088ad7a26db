package io.gossamer.train.strategy;

import io.gossamer.core.state.Stateful;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.exchange.ClientTraffic;
import java.util.List;

/** One node's part in learning together. */
public interface Learner extends Stateful, AutoCloseable {
    /**
     * What one step came to.
     *
     * @param loss mean loss of this node's batches, NaN if it had none
     * @param stop whether any node voted to end the run; always false where the nodes did not talk
     */
    record Outcome(double loss, boolean stop) {}

    /**
     * Computes, talks if it is time to, and merges.
     *
     * @param stop this node's vote to end the run after this step
     */
    Outcome step(long step, boolean stop) throws InterruptedException;

    /**
     * Takes up a run after {@code step} steps from what the run's folder keeps, without the state of a node of before, of
     * which there were more or fewer. Called before the first step, and only where the subject is elastic.
     */
    default void rejoin(long step) {
        throw new UnsupportedOperationException("nobody may join or leave");
    }

    /** The parameters that all nodes share, which are those to be judged and kept. */
    FlatTensors shared();

    /** What the clients that live on this node have said and heard in the whole run; empty where there are none. */
    default List<ClientTraffic> clients() {
        return List.of();
    }

    @Override
    void close();
}

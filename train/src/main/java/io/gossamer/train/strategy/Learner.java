package io.gossamer.train.strategy;

import io.gossamer.codec.message.Votes;
import io.gossamer.core.state.Stateful;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.arrival.Standing;
import io.gossamer.train.exchange.ClientTraffic;
import io.gossamer.train.exchange.ExchangeQueue;
import java.util.List;
import java.util.Optional;

/** One node's part in learning together. */
public interface Learner extends Stateful, AutoCloseable {
    /**
     * What one step came to.
     *
     * @param loss mean loss of this node's batches, NaN if it had none
     * @param votes what any node votes for; nothing where the nodes did not talk
     */
    record Outcome(double loss, Votes votes) {}

    /**
     * Computes, talks if it is time to, and merges.
     *
     * @param votes of this node
     */
    Outcome step(long step, Votes votes) throws InterruptedException;

    /**
     * Takes up a run after {@code step} steps from what the run's folder keeps, without the state of a node of before, of
     * which there were more or fewer. Called before the first step, and only where the subject is elastic.
     */
    default void rejoin(long step) {
        throw new UnsupportedOperationException("nobody may join or leave");
    }

    /** Whether nodes may come and go between steps, and in the midst of one. */
    default boolean elastic() {
        return false;
    }

    /** Called when all that nodes hold alike has been taken over from others, before this node's first step with them. */
    default void caughtUp() {}

    /** The models that nodes hold apart from the others'; empty where all hold one. */
    default Optional<ModelsApart> apart() {
        return Optional.empty();
    }

    /**
     * Waits until nothing is under way that this node has said; called before anybody else says anything in the group, at
     * the same place on all nodes.
     *
     * @return what any node votes for in what was under way
     */
    default Votes settle() throws InterruptedException {
        return Votes.NONE;
    }

    /** Where all goes that this node says, if it goes on computing meanwhile. */
    default Optional<ExchangeQueue> queue() {
        return Optional.empty();
    }

    /** The parameters that all nodes share, which are those to be judged and kept. */
    FlatTensors shared();

    /** How far a federation's virtual time has come; empty where there is none. */
    default Optional<Standing> standing() {
        return Optional.empty();
    }

    /** What the clients that live on this node have said and heard in the whole run; empty where there are none. */
    default List<ClientTraffic> clients() {
        return List.of();
    }

    @Override
    void close();
}

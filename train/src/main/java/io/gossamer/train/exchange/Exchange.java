package io.gossamer.train.exchange;

import io.gossamer.codec.message.Votes;
import io.gossamer.core.state.Stateful;
import io.gossamer.model.flat.FlatTensors;

/** Says one node's tensors to all others and hears theirs. Every node calls it for the same steps. */
public interface Exchange extends Stateful, AutoCloseable {
    /**
     * Replaces {@code tensors} by the mean of what all nodes said, bit-identical on all of them.
     *
     * @param step the step it belongs to
     * @param votes of this node
     * @return what any node votes for
     * @throws io.gossamer.net.collective.PeerFailureException if a peer is lost; {@code tensors} is then undefined
     */
    Votes mean(FlatTensors tensors, long step, Votes votes) throws InterruptedException;

    /** Whether nodes may come and go between two exchanges, and in the midst of one. */
    default boolean elastic() {
        return false;
    }

    /** Has what this node says measured from now on, whenever {@code meter} is armed; one that cannot tell never reads it. */
    default void measure(ErrorMeter meter) {}

    @Override
    void close();
}

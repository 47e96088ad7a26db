package io.gossamer.train.federated;

import io.gossamer.core.state.Stateful;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import java.util.Optional;

/**
 * What is a federated method's own: how clients correct their gradients, what they say, what they keep, and where the mean
 * leads. One node's end of it, which holds the state of the clients that live there and a copy of the server's.
 *
 * <p>In each round {@link #correction} and {@link #say} come for each client of the sample that lives here; once the server
 * has answered, {@link #heard} for each of them; then {@link #merge}, once on every node. A client's state moves only in
 * {@link #heard}, so that a message which never reached the server leaves no trace. All vectors are in units of gradients
 * and laid out like what is said.
 */
public interface FederatedRule extends Stateful, AutoCloseable {
    /** Makes one node's end. */
    @FunctionalInterface
    interface Factory {
        /**
         * @param layout of all vectors
         * @param residents the clients that live on the node
         */
        FederatedRule create(FlatLayout layout, int[] residents);
    }

    /** What is added to each local gradient of a client in this round; empty for nothing. Valid until the next call. */
    default Optional<FlatTensors> correction(int client) {
        return Optional.empty();
    }

    /**
     * Turns a client's direction into what it says, in place.
     *
     * @param direction (x - y) / (eta_l K), the mean of the corrected gradients of its K local steps
     */
    default void say(int client, FlatTensors direction) {}

    /**
     * Tells that the server has heard a client.
     *
     * @param decoded what it took the client's message for
     * @param mean its answer
     */
    default void heard(int client, FlatTensors decoded, FlatTensors mean) {}

    /**
     * Turns the server's answer into the direction in which the model moves, in place.
     *
     * @param mean of what the sample said
     * @param share of all clients that were in the sample, S / N
     */
    default void merge(FlatTensors mean, double share) {}

    /** Whether clients may move from node to node: nothing is kept of any of them. */
    default boolean elastic() {
        return false;
    }

    @Override
    void close();
}

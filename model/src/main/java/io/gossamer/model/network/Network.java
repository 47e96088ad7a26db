package io.gossamer.model.network;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.state.Stateful;
import io.gossamer.model.data.Batch;
import io.gossamer.model.flat.FlatTensors;

/**
 * A network with its loss, ready to be trained: parameters, gradients and buffers are flat. Used by one thread at a time.
 *
 * <p>{@link #visitState} lists everything that decides what the network computes, so it is what a checkpoint stores and a
 * hash covers: {@code parameters}, {@code frozen}, {@code buffers}, and under {@code counters} and {@code constants} the
 * buffers that are not float32 (such as BatchNorm's {@code num_batches_tracked}). The latter are each worker's own and
 * never merged: they count steps, which all workers take alike.
 */
public interface Network extends Stateful, AutoCloseable {
    String name();

    /** Trainable parameters; a tied one stands once. */
    FlatTensors parameters();

    /** Gradients in the same layout; {@link #forwardBackward} overwrites them. */
    FlatTensors gradients();

    /** Float32 buffers such as BatchNorm's running statistics; workers merge them by mean. May be empty. */
    FlatTensors buffers();

    /** Parameters that are not trained. They never change and never travel. May be empty. */
    FlatTensors frozen();

    /**
     * One training pass. Random draws of the network (dropout) are a function of the key (seed, node, step).
     *
     * @return the mean loss of the batch, which may be NaN or infinite
     * @throws io.gossamer.core.failure.GossamerException if the batch does not fit the network
     */
    double forwardBackward(Batch batch, long seed, int node, long step);

    /**
     * Sum of losses and number of correct predictions over the batch, in evaluation mode.
     *
     * @throws io.gossamer.core.failure.GossamerException if the batch does not fit the network
     */
    Score evaluate(Batch batch);

    /**
     * Moves BatchNorm's running statistics by {@code weight} of the way to those of a batch, with everything else as in
     * evaluation: with the weights 1, 1/2, 1/3, ... they become the mean over so many batches.
     *
     * @return whether it did; the modules of files move theirs by themselves, and only in training
     * @throws io.gossamer.core.failure.GossamerException if the batch does not fit the network
     */
    default boolean estimateStatistics(Batch batch, double weight) {
        return false;
    }

    /**
     * Draws initial parameters anew, other ones for each node.
     *
     * @throws io.gossamer.core.failure.GossamerException if the network has brought its own
     */
    default void initialise(long seed, int node) {
        throw new GossamerException(
                "The weights of model '" + name() + "' are given and cannot be drawn", "Let all nodes start alike.");
    }

    @Override
    void close();
}

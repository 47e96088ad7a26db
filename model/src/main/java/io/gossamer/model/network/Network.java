package io.gossamer.model.network;

import io.gossamer.model.data.Batch;
import io.gossamer.model.flat.FlatTensors;

/** A network with its loss, ready to be trained: parameters, gradients and buffers are flat. */
public interface Network extends AutoCloseable {
    String name();

    /** Trainable parameters. */
    FlatTensors parameters();

    /** Gradients in the same layout; {@link #forwardBackward} overwrites them. */
    FlatTensors gradients();

    /** Float buffers such as BatchNorm's running statistics; merged by mean. May be empty. */
    FlatTensors buffers();

    /**
     * One training pass. Dropout is drawn from the key (seed, node, step).
     *
     * @return the mean loss of the batch
     */
    double forwardBackward(Batch batch, long seed, int node, long step);

    /** Sum of losses and number of correct predictions over the batch, in evaluation mode. */
    Score evaluate(Batch batch);

    @Override
    void close();
}

package io.gossamer.model.task;

import io.gossamer.model.data.Dataset;
import io.gossamer.model.network.Loss;
import io.gossamer.model.network.Network;
import io.gossamer.model.network.Networks;
import io.gossamer.model.network.ProblemShape;
import java.util.OptionalDouble;

/**
 * What is to be learnt: data to learn from, data to be judged on, and what a network for it is given and predicts.
 * {@link Tasks} opens the built-in ones; a task of one's own implements this interface and has a {@link TaskProvider}.
 */
public interface Task extends AutoCloseable {
    String name();

    Dataset training();

    Dataset test();

    /** What a network is given and is to predict. */
    ProblemShape shape();

    /** The loss taken when the user names none. */
    default Loss loss() {
        return Loss.CROSS_ENTROPY;
    }

    /** The model taken when the user names none. */
    String defaultModel();

    /** The least mean loss on fresh data that any model can reach, in nats, where it is known. */
    default OptionalDouble lossFloor() {
        return OptionalDouble.empty();
    }

    /**
     * A fresh network with the task's own loss, initialised from the seed.
     *
     * @param model a built-in name ({@code lenet}, {@code mlp}, ...), the path of a TorchScript file, or that of a
     *     pretrained model that the task was opened for; each but the second with changes, see
     *     {@link io.gossamer.model.network.ModelName}
     */
    default Network network(String model, long seed) {
        return network(model, loss(), seed);
    }

    /** A fresh network with a chosen loss, initialised from the seed. */
    default Network network(String model, Loss loss, long seed) {
        return Networks.create(model, shape(), loss, seed);
    }

    @Override
    void close();
}

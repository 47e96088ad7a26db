package io.gossamer.model.task;

import io.gossamer.model.data.Dataset;
import io.gossamer.model.network.Network;

/** What is to be learnt. */
public interface Task extends AutoCloseable {
    String name();

    Dataset training();

    Dataset test();

    /** The model taken when the user names none. */
    String defaultModel();

    /**
     * A fresh network, initialised from the seed.
     *
     * @param model a built-in name ({@code lenet}, {@code mlp}, ...) or the path of a TorchScript file
     */
    Network network(String model, long seed);

    @Override
    void close();
}

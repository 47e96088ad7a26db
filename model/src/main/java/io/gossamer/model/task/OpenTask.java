package io.gossamer.model.task;

import io.gossamer.model.data.Dataset;
import io.gossamer.model.network.Loss;
import io.gossamer.model.network.ModelName;
import io.gossamer.model.network.Network;
import io.gossamer.model.network.Networks;
import io.gossamer.model.network.ProblemShape;
import io.gossamer.model.pretrained.PretrainedModel;
import java.lang.foreign.Arena;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A task with its data in memory.
 *
 * @param pretrained the model whose tokenizer the data is read with
 * @param memory holds the data; closed with the task, after which the data sets throw
 */
record OpenTask(
        String name,
        Dataset training,
        Dataset test,
        ProblemShape shape,
        String defaultModel,
        OptionalDouble lossFloor,
        Optional<PretrainedModel> pretrained,
        Arena memory)
        implements Task {
    @Override
    public Network network(String model, Loss loss, long seed) {
        ModelName name = ModelName.parse(model);
        return pretrained
                .filter(known -> known.name().equals(name.base()))
                .map(known -> Networks.of(name.change(known.architecture(), shape), loss, seed))
                .orElseGet(() -> Task.super.network(model, loss, seed));
    }

    @Override
    public void close() {
        memory.close();
    }
}

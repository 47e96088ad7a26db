package io.gossamer.model.task;

import io.gossamer.model.data.Dataset;
import io.gossamer.model.network.ProblemShape;
import java.lang.foreign.Arena;
import java.util.OptionalDouble;

/**
 * A task with its data in memory.
 *
 * @param memory holds the data; closed with the task, after which the data sets throw
 */
record OpenTask(
        String name,
        Dataset training,
        Dataset test,
        ProblemShape shape,
        String defaultModel,
        OptionalDouble lossFloor,
        Arena memory)
        implements Task {
    @Override
    public void close() {
        memory.close();
    }
}

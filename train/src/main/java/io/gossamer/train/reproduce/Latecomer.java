package io.gossamer.train.reproduce;

import io.gossamer.core.state.StateHash;
import io.gossamer.model.checkpoint.Checkpoint;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.network.Network;
import io.gossamer.model.task.Task;
import io.gossamer.model.task.Tasks;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.train.run.MethodResult;
import io.gossamer.train.zeroth.ScalarHistory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A node that has nothing but the start of a finished run and its history of scalars.
 *
 * @param same whether replaying gave it the run's final model, bit for bit
 * @param historyBytes size of the history
 */
record Latecomer(boolean same, long historyBytes) {
    /**
     * @param data where the task's data lies
     * @param name of the model in the job
     */
    static Latecomer of(MethodResult result, Optional<Path> data, String name) {
        Libtorch.start(1);
        Path model = Path.of(result.checkpoint().path());
        Path history = model.resolveSibling(ScalarHistory.FILE);
        Map<String, String> provenance = Checkpoint.metadata(model);
        long seed = Long.parseLong(provenance.get("seed"));
        try (Task task = Tasks.openFor(provenance.get("task"), data, name, seed);
                Network network = task.network(name, seed);
                FlatTensors expected = network.parameters().likeThis()) {
            ScalarHistory.read(history).replay(network.parameters());
            Checkpoint.restore(model, expected);
            return new Latecomer(
                    StateHash.of(network.parameters()).equals(StateHash.of(expected)),
                    history.toFile().length());
        }
    }
}

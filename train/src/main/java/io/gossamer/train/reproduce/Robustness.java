package io.gossamer.train.reproduce;

import io.gossamer.model.checkpoint.Checkpoint;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.network.ModelName;
import io.gossamer.model.network.Network;
import io.gossamer.model.network.Score;
import io.gossamer.model.task.Task;
import io.gossamer.model.task.Tasks;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.train.saddle.UniversalAttack;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a finished model is worth on the test data.
 *
 * @param clean as the data is
 * @param attacked under the worst shared perturbation that an attack finds from scratch
 */
record Robustness(Score clean, Score attacked) {
    private static final long ATTACK_SEED = 1;

    /**
     * @param model a final model, trained with a perturbation or without
     * @param data where the task's data lies
     */
    static Robustness of(Path model, Optional<Path> data, UniversalAttack attack) {
        Libtorch.start(1);
        Map<String, String> provenance = Checkpoint.metadata(model);
        long seed = Long.parseLong(provenance.get("seed"));
        String name = provenance.get("model");
        try (Task task = Tasks.open(provenance.get("task"), data, seed);
                Network trained = task.network(name, seed);
                Network network = task.network(ModelName.parse(name).perturbed(), seed)) {
            Checkpoint.restore(model, trained.parameters());
            copy(trained.parameters(), network.parameters());
            UniversalAttack none = new UniversalAttack(0, 0, 1, attack.batch());
            return new Robustness(
                    none.worst(network, task.training(), task.test(), ATTACK_SEED),
                    attack.worst(network, task.training(), task.test(), ATTACK_SEED));
        }
    }

    /** The perturbation stands last, so the tensors before it are those of a network without one. */
    private static void copy(FlatTensors from, FlatTensors to) {
        for (int tensor = 0; tensor < from.layout().entries().size(); tensor++) {
            to.memory(tensor).copyFrom(from.memory(tensor));
        }
    }

    double cleanAccuracy() {
        return 100 * clean.accuracy();
    }

    double attackedAccuracy() {
        return 100 * attacked.accuracy();
    }
}

package io.gossamer.train.reproduce;

import io.gossamer.model.checkpoint.Checkpoint;
import io.gossamer.model.data.Dataset;
import io.gossamer.model.network.Network;
import io.gossamer.model.task.Task;
import io.gossamer.model.task.Tasks;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.train.run.MethodResult;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;

/**
 * The loss on held-out batches of the model that a run started from and of the one it ended with.
 *
 * @param before mean over the batches at the start
 * @param fall mean over the batches of how far the loss of each has fallen
 * @param standardError of that mean
 */
record HeldOut(int batches, double before, double fall, double standardError) {
    static final int BATCH = 16;

    /**
     * @param data where the task's data lies
     * @param name of the model in the job
     */
    static HeldOut of(MethodResult result, Optional<Path> data, String name) {
        Libtorch.start(1);
        Path model = Path.of(result.checkpoint().path());
        Map<String, String> provenance = Checkpoint.metadata(model);
        long seed = Long.parseLong(provenance.get("seed"));
        try (Task task = Tasks.openFor(provenance.get("task"), data, name, seed);
                Network network = task.network(name, seed)) {
            double[] before = losses(network, task.test());
            Checkpoint.restore(model, network.parameters());
            return of(before, losses(network, task.test()));
        }
    }

    private static HeldOut of(double[] before, double[] after) {
        double[] falls = IntStream.range(0, before.length)
                .mapToDouble(i -> before[i] - after[i])
                .toArray();
        double mean = Arrays.stream(falls).average().orElseThrow();
        double squares =
                Arrays.stream(falls).map(fall -> (fall - mean) * (fall - mean)).sum();
        double standardError = Math.sqrt(squares / (falls.length - 1) / falls.length);
        return new HeldOut(falls.length, Arrays.stream(before).average().orElseThrow(), mean, standardError);
    }

    /** Whole batches only, so that all weigh the same. */
    private static double[] losses(Network network, Dataset test) {
        return IntStream.range(0, test.size() / BATCH)
                .mapToDouble(batch -> loss(network, test, batch))
                .toArray();
    }

    private static double loss(Network network, Dataset test, int batch) {
        try (PointerScope scope = new PointerScope()) {
            int[] windows = IntStream.range(batch * BATCH, (batch + 1) * BATCH).toArray();
            return network.evaluate(test.batch(windows)).loss();
        }
    }

    /** How many standard errors it has fallen by. */
    double errors() {
        return fall / standardError;
    }
}

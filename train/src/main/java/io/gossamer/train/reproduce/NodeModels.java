package io.gossamer.train.reproduce;

import io.gossamer.model.checkpoint.SafetensorsFile;
import io.gossamer.model.data.Dataset;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.network.Network;
import io.gossamer.model.network.Score;
import io.gossamer.model.task.Task;
import io.gossamer.model.task.Tasks;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.train.job.Job;
import io.gossamer.train.merge.Segment;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;

/** Models of nodes as the checkpoint of their worker holds them, and how models do on test data. */
final class NodeModels {
    private static final int POINTS = 11;
    private static final int BATCH = 500;

    private NodeModels() {}

    /**
     * The loss on the test data between the models of the first two nodes of a worker.
     *
     * @param checkpoint of the worker
     */
    static Segment between(Path checkpoint, TrainingData data, Job job) {
        Libtorch.start(1);
        try (Task task = open(data, job);
                Network network = task.network(job.model(), job.seed());
                FlatTensors one = read(checkpoint, "learner.own.0.model.", network);
                FlatTensors other = read(checkpoint, "learner.own.1.model.", network)) {
            return Segment.between(one, other, POINTS, point -> {
                network.parameters().memory().copyFrom(point.memory());
                return score(network, task.test()).loss();
            });
        }
    }

    static Task open(TrainingData data, Job job) {
        return Tasks.openFor(data.task(), data.path(), job.model(), job.seed());
    }

    /**
     * The parameters of a network from a file.
     *
     * @param prefix of their names there
     */
    static FlatTensors read(Path file, String prefix, Network network) {
        FlatTensors model = network.parameters().likeThis();
        try (Arena arena = Arena.ofConfined()) {
            SafetensorsFile source = SafetensorsFile.open(file, arena);
            List<FlatLayout.Entry> entries = model.layout().entries();
            for (int i = 0; i < entries.size(); i++) {
                model.memory(i).copyFrom(source.data(prefix + entries.get(i).name()));
            }
        }
        return model;
    }

    static Score score(Network network, Dataset test) {
        Score score = Score.ZERO;
        for (int start = 0; start < test.size(); start += BATCH) {
            try (PointerScope scope = new PointerScope()) {
                int[] examples = IntStream.range(start, Math.min(test.size(), start + BATCH))
                        .toArray();
                score = score.plus(network.evaluate(test.batch(examples)));
            }
        }
        return score;
    }
}

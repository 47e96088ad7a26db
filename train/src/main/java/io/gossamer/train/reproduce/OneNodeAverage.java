package io.gossamer.train.reproduce;

import io.gossamer.model.data.BatchOrder;
import io.gossamer.model.data.Dataset;
import io.gossamer.model.data.FirstExamples;
import io.gossamer.model.data.Sharding;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.network.Network;
import io.gossamer.model.task.Task;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.train.flat.FlatMath;
import io.gossamer.train.job.Job;
import io.gossamer.train.merge.ModelMean;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;

/**
 * The first node of many, alone: what becomes of its model, and of means of its models over time. Stochastic weight averaging
 * (Izmailov et al., UAI 2018) takes the ends of all rounds of the second half; latest weight averaging (Kaddour, 2022) those
 * of the last five. Accuracies in percent.
 */
record OneNodeAverage(double last, double stochasticWeightAverage, double latestWeightAverage) {
    private static final int LATEST = 5;

    static OneNodeAverage train(TrainingData data, Job job, int nodes, int localSteps, double rate) {
        Libtorch.start(1);
        List<FlatTensors> ends = new ArrayList<>();
        try (Task task = NodeModels.open(data, job);
                Network network = task.network(job.model(), job.seed())) {
            Dataset examples = new FirstExamples(task.training(), job.examples().orElseThrow());
            BatchOrder order = Sharding.named(job.sharding())
                    .orders(examples, nodes, job.seed(), job.batch())
                    .getFirst();
            for (long step = 0; step < job.steps() * localSteps; step++) {
                try (PointerScope scope = new PointerScope()) {
                    network.forwardBackward(examples.batch(order.batch(step)), job.seed(), 0, step);
                }
                FlatMath.add(network.parameters(), -rate, network.gradients());
                if ((step + 1) % localSteps == 0 && step >= job.steps() * localSteps / 2) {
                    FlatTensors end = network.parameters().likeThis();
                    end.memory().copyFrom(network.parameters().memory());
                    ends.add(end);
                }
            }
            return new OneNodeAverage(
                    accuracy(network, task, ends.subList(ends.size() - 1, ends.size())),
                    accuracy(network, task, ends),
                    accuracy(network, task, ends.subList(ends.size() - LATEST, ends.size())));
        } finally {
            ends.forEach(FlatTensors::close);
        }
    }

    private static double accuracy(Network network, Task task, List<FlatTensors> models) {
        ModelMean.of(models, network.parameters());
        return 100 * NodeModels.score(network, task.test()).accuracy();
    }

    static OneNodeAverage mean(List<OneNodeAverage> seeds) {
        return new OneNodeAverage(
                Figures.mean(seeds, OneNodeAverage::last),
                Figures.mean(seeds, OneNodeAverage::stochasticWeightAverage),
                Figures.mean(seeds, OneNodeAverage::latestWeightAverage));
    }
}

package io.gossamer.train.reproduce;

import io.gossamer.model.data.BatchOrder;
import io.gossamer.model.data.Dataset;
import io.gossamer.model.data.Sharding;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.network.Network;
import io.gossamer.model.network.Score;
import io.gossamer.model.task.Task;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.train.arrival.ArrivalPlan;
import io.gossamer.train.arrival.Arrivals;
import io.gossamer.train.arrival.Window;
import io.gossamer.train.job.Job;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;

/**
 * The losses of a model on what each client of a federation holds.
 *
 * @param losses by client
 */
record ClientLosses(double[] losses) {
    /** Of the model in a file, on an epoch of each client's data as the job deals it. */
    static ClientLosses of(Path model, TrainingData data, Job job, int clients) {
        Libtorch.start(1);
        try (Task task = NodeModels.open(data, job);
                Network network = task.network(job.model(), job.seed());
                FlatTensors parameters = NodeModels.read(model, "", network)) {
            network.parameters().memory().copyFrom(parameters.memory());
            Dataset training = task.training();
            List<BatchOrder> orders = Sharding.named(job.sharding()).orders(training, clients, job.seed(), job.batch());
            return new ClientLosses(orders.stream()
                    .mapToDouble(order -> loss(network, training, order))
                    .toArray());
        }
    }

    private static double loss(Network network, Dataset training, BatchOrder order) {
        Score score = Score.ZERO;
        for (long batch = 0; batch < order.stepsPerEpoch(); batch++) {
            try (PointerScope scope = new PointerScope()) {
                score = score.plus(network.evaluate(training.batch(order.batch(batch))));
            }
        }
        return score.loss();
    }

    /** How much each client counts in the long run: its share of all weights in so many aggregations. */
    static double[] importance(ArrivalPlan plan, long aggregations) {
        double[] sums = new double[plan.times().clients()];
        Arrivals arrivals = new Arrivals(plan);
        for (long number = 0; number < aggregations; number++) {
            Window window = arrivals.next();
            for (int place = 0; place < window.clients().length; place++) {
                sums[window.clients()[place]] += window.weights()[place];
            }
        }
        double all = Arrays.stream(sums).sum();
        return Arrays.stream(sums).map(sum -> sum / all).toArray();
    }

    /** All clients alike. */
    double mean() {
        return Arrays.stream(losses).average().orElseThrow();
    }

    /** @param importance by client, 1 together */
    double mean(double[] importance) {
        return IntStream.range(0, losses.length)
                .mapToDouble(client -> importance[client] * losses[client])
                .sum();
    }

    /** Standard deviation over the clients. */
    double deviation() {
        double mean = mean();
        return Math.sqrt(Arrays.stream(losses)
                .map(loss -> (loss - mean) * (loss - mean))
                .average()
                .orElseThrow());
    }
}

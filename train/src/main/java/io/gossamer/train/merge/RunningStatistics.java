package io.gossamer.train.merge;

import io.gossamer.codec.message.Votes;
import io.gossamer.model.data.Batch;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.network.Network;
import io.gossamer.train.exchange.Exchange;
import io.gossamer.train.flat.FlatMath;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.bytedeco.javacpp.PointerScope;

/**
 * BatchNorm's running statistics of a merged network, estimated anew, since the mean of its models' statistics is not that
 * of the mean model's activations. Each node forgets the old ones and takes the cumulative average over a few batches of its
 * own; nodes with data of different kinds are then taken together as one mixture, whose variance is the mean of theirs plus
 * that of their means.
 */
public final class RunningStatistics {
    private static final String MEAN = "running_mean";
    private static final String VARIANCE = "running_var";

    private RunningStatistics() {}

    /**
     * Estimates the statistics of {@code network} from its first batches.
     *
     * @param batches by number, as tensors of the current PointerScope
     * @param count how many batches are taken, at least 1
     * @return whether it did; a module from a file cannot be asked to, and keeps what it has
     */
    public static boolean estimate(Network network, LongFunction<Batch> batches, int count) {
        for (int number = 0; number < count; number++) {
            try (PointerScope scope = new PointerScope()) {
                if (!network.estimateStatistics(batches.apply(number), 1.0 / (number + 1))) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Turns the statistics of one node's data into what may be averaged: its mean, and its second moment in the place of the
     * variance.
     */
    public static void toMoments(FlatTensors statistics) {
        shift(statistics, 1);
    }

    /** Turns moments back into mean and variance. */
    public static void toStatistics(FlatTensors moments) {
        shift(moments, -1);
    }

    private static void shift(FlatTensors statistics, double sign) {
        List<String> names = statistics.layout().entries().stream()
                .map(FlatLayout.Entry::name)
                .toList();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (name.endsWith(VARIANCE)) {
                int mean = names.indexOf(name.substring(0, name.length() - VARIANCE.length()) + MEAN);
                if (mean >= 0) {
                    FlatMath.addSquare(statistics, i, sign, mean);
                }
            }
        }
    }

    /**
     * The mixture of several nodes' statistics.
     *
     * @param own of the nodes that live here, each from its own data; changed
     * @param pooled becomes those of the mixture of all nodes, the same on all workers
     * @param exchange takes the mean over the workers
     * @param share of this worker's nodes in all, times the number of workers
     */
    public static void pool(List<FlatTensors> own, FlatTensors pooled, Exchange exchange, double share)
            throws InterruptedException {
        own.forEach(RunningStatistics::toMoments);
        ModelMean.of(new ArrayList<>(own), pooled);
        if (share != 1) {
            FlatMath.scale(pooled, share);
        }
        exchange.mean(pooled, 0, Votes.NONE);
        toStatistics(pooled);
    }
}

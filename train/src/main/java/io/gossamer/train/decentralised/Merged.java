package io.gossamer.train.decentralised;

import io.gossamer.codec.message.Votes;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.network.Network;
import io.gossamer.model.network.Score;
import io.gossamer.train.exchange.AllReduceMean;
import io.gossamer.train.exchange.Note;
import io.gossamer.train.exchange.Placement;
import io.gossamer.train.flat.FlatMath;
import io.gossamer.train.merge.ModelMean;
import io.gossamer.train.merge.RunningStatistics;
import io.gossamer.train.strategy.ModelsApart;
import io.gossamer.train.strategy.Share;
import io.gossamer.train.strategy.Site;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The mean of all nodes' models beside them, with statistics of its own, and how far they are from it: what would be if all
 * were merged now.
 */
final class Merged implements ModelsApart, AutoCloseable {
    private final Site site;
    private final int calibrationBatches;
    private final List<NodeModel> nodes;
    private final Supplier<Placement> placement;
    private final List<Share> shares;
    /** The parameters alone, the same on all workers at any time. */
    private final FlatTensors shared;
    /** With statistics. */
    private final FlatTensors mean;

    private final MeanDrift drift;

    private double consensusError;
    private double meanDrift;

    /** @param shares of the nodes that live here */
    Merged(
            Site site,
            int calibrationBatches,
            List<NodeModel> nodes,
            Supplier<Placement> placement,
            List<Share> shares,
            MeanDrift drift,
            FlatTensors start) {
        this.site = site;
        this.calibrationBatches = calibrationBatches;
        this.nodes = nodes;
        this.placement = placement;
        this.shares = shares;
        this.drift = drift;
        this.shared = start.likeThis();
        this.mean = FlatTensors.zeros(NodeModel.layout(site.network()));
        shared.memory().copyFrom(start.memory());
    }

    FlatTensors shared() {
        return shared;
    }

    @Override
    public int count() {
        return nodes.size();
    }

    @Override
    public void show(int place) {
        nodes.get(place).enter();
    }

    @Override
    public void merge() throws InterruptedException {
        try (AllReduceMean exchange = new AllReduceMean(site.group(), mean.layout())) {
            mean(nodes, placement.get(), exchange, 0, Votes.NONE, mean);
        }
        Network network = site.network();
        NodeModel.show(mean, network);
        shared.memory().copyFrom(network.parameters().memory());
        consensusError = measure();
        meanDrift = drift.squared(placement.get());
        if (calibrationBatches > 0 && !network.buffers().layout().entries().isEmpty()) {
            calibrate(network);
        }
    }

    /**
     * The mean of all nodes' models.
     *
     * @param exchange takes the mean over workers
     * @return what any worker votes for
     */
    static Votes mean(
            List<NodeModel> nodes,
            Placement placement,
            AllReduceMean exchange,
            long round,
            Votes votes,
            FlatTensors mean)
            throws InterruptedException {
        if (nodes.isEmpty()) {
            mean.memory().fill((byte) 0);
        } else {
            ModelMean.of(nodes.stream().map(NodeModel::tensors).toList(), mean);
        }
        scale(mean, placement, nodes.size());
        return exchange.mean(mean, round, votes);
    }

    /** A worker's mean counts by how many nodes live there. */
    private static void scale(FlatTensors mean, Placement placement, int residents) {
        if (residents * placement.workers() != placement.learners()) {
            FlatMath.scale(mean, share(placement, residents));
        }
    }

    private static double share(Placement placement, int residents) {
        return (double) residents * placement.workers() / placement.learners();
    }

    /** (1/m) sum_k |theta_k - mean|^2 over parameters; the network holds the mean. */
    private double measure() throws InterruptedException {
        double sum = 0;
        try (FlatTensors own = shared.likeThis()) {
            for (NodeModel node : nodes) {
                for (int i = 0; i < own.layout().entries().size(); i++) {
                    own.memory(i).copyFrom(node.tensors().memory(i));
                }
                sum += ModelMean.squaredDistance(own, shared);
            }
        }
        long[][] all = site.group().exchange(Double.doubleToRawLongBits(sum), nodes.size());
        double total = Arrays.stream(all)
                .mapToDouble(of -> Double.longBitsToDouble(of[0]))
                .sum();
        return total / Arrays.stream(all).mapToLong(of -> of[1]).sum();
    }

    /** The network holds the merged parameters; its buffers become their statistics on the mixture of all nodes' data. */
    private void calibrate(Network network) throws InterruptedException {
        List<FlatTensors> own = new ArrayList<>();
        try (FlatTensors pooled = network.buffers().likeThis();
                AllReduceMean exchange = new AllReduceMean(site.group(), pooled.layout())) {
            for (Share share : shares) {
                if (!RunningStatistics.estimate(network, share.batches(), calibrationBatches)) {
                    site.notes()
                            .accept(Note.of("Statistics of this model cannot be estimated anew: their mean is taken"));
                    return;
                }
                FlatTensors statistics = network.buffers().likeThis();
                statistics.memory().copyFrom(network.buffers().memory());
                own.add(statistics);
            }
            RunningStatistics.pool(own, pooled, exchange, share(placement.get(), nodes.size()));
            network.buffers().memory().copyFrom(pooled.memory());
        } finally {
            own.forEach(FlatTensors::close);
        }
    }

    @Override
    public void judged(Score merged, Score apart) {
        site.notes()
                .accept(new Note(
                        String.format(
                                Locale.ROOT,
                                "Merged now: %.2f %%, loss %.4f; the models themselves: mean %.2f %%, loss %.4f;"
                                        + " consensus error %.4g, drift of the mean %.4g",
                                100 * merged.accuracy(),
                                merged.loss(),
                                100 * apart.accuracy(),
                                apart.loss(),
                                consensusError,
                                meanDrift),
                        Map.of(
                                "mergedAccuracy", merged.accuracy(),
                                "mergedLoss", merged.loss(),
                                "localAccuracy", apart.accuracy(),
                                "localLoss", apart.loss(),
                                "consensusError", consensusError,
                                "meanDrift", meanDrift)));
    }

    @Override
    public void close() {
        shared.close();
        mean.close();
    }
}

package io.gossamer.train.decentralised;

import io.gossamer.codec.message.Votes;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.exchange.AllReduceMean;
import io.gossamer.train.exchange.Placement;
import io.gossamer.train.flat.FlatMath;
import io.gossamer.train.strategy.Site;
import java.util.Arrays;
import java.util.List;

/**
 * How far the last round of mixing moved the mean of all models: not at all where the columns of its weights sum to one,
 * and a little where nodes are pulled from unequally often.
 */
final class MeanDrift implements AutoCloseable {
    private final Site site;
    /** The sum over the nodes that live here of how far each was moved. */
    private final FlatTensors moved;

    MeanDrift(Site site) {
        this.site = site;
        this.moved = FlatTensors.zeros(NodeModel.layout(site.network()));
    }

    /** Takes in what nodes are about to become. */
    void mixed(List<NodeModel> nodes) {
        moved.memory().fill((byte) 0);
        for (NodeModel node : nodes) {
            FlatMath.add(moved, 1, node.mixed());
            FlatMath.add(moved, -1, node.tensors());
        }
    }

    /** All have become their mean, which stays. */
    void merged() {
        moved.memory().fill((byte) 0);
    }

    /** The squared L2 distance over parameters; all workers call it together. */
    double squared(Placement placement) throws InterruptedException {
        int parameters = site.network().parameters().layout().entries().size();
        double nodesPerWorker = (double) placement.learners() / placement.workers();
        try (FlatTensors mean = moved.likeThis();
                AllReduceMean exchange = new AllReduceMean(site.group(), moved.layout())) {
            mean.memory().copyFrom(moved.memory());
            exchange.mean(mean, 0, Votes.NONE);
            return Arrays.stream(FlatMath.squaredNorms(mean)).limit(parameters).sum()
                    / (nodesPerWorker * nodesPerWorker);
        }
    }

    @Override
    public void close() {
        moved.close();
    }
}

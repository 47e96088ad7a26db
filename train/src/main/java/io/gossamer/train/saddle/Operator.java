package io.gossamer.train.saddle;

import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.flat.FlatMath;
import io.gossamer.train.strategy.Site;

/** F_m, the operator of one node's data, at the network's parameters. */
final class Operator {
    private final Site site;
    private final MaxPlayer player;

    Operator(Site site, MaxPlayer player) {
        this.site = site;
        this.player = player;
    }

    /**
     * Estimates F_m at the network's parameters.
     *
     * @param batches the mean of so many of them, from {@code first} on; 0 for all of the node's data
     * @param result what to fill
     * @return the mean loss
     */
    double at(long first, int batches, FlatTensors result) {
        int count = batches == 0 ? site.share().epoch() : batches;
        long start = batches == 0 ? 0 : first;
        double loss = site.gradient(start);
        result.memory().copyFrom(site.network().gradients().memory());
        for (int next = 1; next < count; next++) {
            loss += site.gradient(start + next);
            FlatMath.add(result, 1, site.network().gradients());
        }
        if (count > 1) {
            FlatMath.divide(result, count);
        }
        player.operator(site.network().parameters(), result);
        return loss / count;
    }

    /** point - step F, projected, as the network's parameters. */
    void moveTo(FlatTensors point, double step, FlatTensors operator) {
        FlatTensors parameters = site.network().parameters();
        parameters.memory().copyFrom(point.memory());
        FlatMath.add(parameters, -step, operator);
        player.project(parameters);
    }
}

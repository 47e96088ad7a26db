package io.gossamer.train.zeroth;

import io.gossamer.model.data.Batch;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.strategy.Site;
import org.bytedeco.javacpp.PointerScope;

/** Measures one node's samples: each a direction of its own on a batch of its own, in evaluation mode. */
final class NodeSamples {
    private final Site site;
    private final Directions directions;
    private final Probe probe;
    private final int samples;

    NodeSamples(Site site, Directions directions, ZerothOrder subject) {
        this.site = site;
        this.directions = directions;
        this.probe = subject.probe();
        this.samples = subject.samples();
    }

    /** Measures sample {@code sample} of a step at the network's parameters, which are left where they were but for rounding. */
    Probe.Measurement measure(long step, int sample) {
        FlatTensors parameters = site.network().parameters();
        long direction = direction(step, sample);
        try (PointerScope scope = new PointerScope()) {
            Batch batch = site.share().batches().apply(step * samples + sample);
            return probe.measure(
                    parameters,
                    directions,
                    direction,
                    () -> site.network().evaluate(batch).loss());
        }
    }

    /** The seed of this node's direction. */
    long direction(long step, int sample) {
        return directions.seed(step, site.group().rank(), sample);
    }
}

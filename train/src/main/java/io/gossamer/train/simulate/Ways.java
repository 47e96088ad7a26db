package io.gossamer.train.simulate;

import io.gossamer.net.schedule.Algorithm;
import io.gossamer.net.schedule.Schedule;
import io.gossamer.train.simulate.Collective.Spreading;
import io.gossamer.train.transcript.Operation;
import io.gossamer.train.transcript.Transcript;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Which way each operation of a transcript goes in a fleet. */
final class Ways {
    private static final int KEPT = 64;

    private final Fleet fleet;
    private final Transcript transcript;

    /** Those of late, which all nodes ask for at about the same time. */
    private final Map<Place, Optional<Way>> known = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Optional<Way>> eldest) {
            return size() > KEPT;
        }
    };

    private record Place(int step, int index) {}

    Ways(Fleet fleet, Transcript transcript) {
        this.fleet = fleet;
        this.transcript = transcript;
    }

    /** Empty where nothing is said. */
    Optional<Way> of(int step, int index) {
        return known.computeIfAbsent(
                new Place(step, index), place -> find(transcript.steps().get(step), index));
    }

    private Optional<Way> find(Transcript.Step step, int index) {
        Words words = new Words(step, index, fleet.nodes());
        Spreading spreading = fleet.collective().spreading(fleet.nodes());
        return switch (step.act(0, index).operation()) {
            case Operation.Silence _ -> Optional.empty();
            case Operation.AllReduce reduce -> Optional.of(summing(reduce.size().total()));
            case Operation.Broadcast broadcast ->
                Optional.of(telling(broadcast.root(), broadcast.size().total()));
            case Operation.AllGather _ ->
                Optional.of(
                        switch (spreading) {
                            case DIRECT -> new DirectWay(words);
                            case RING -> new RingWay(words);
                            case DOUBLING -> new DoublingGather(words);
                        });
            case Operation.AllToAll _ ->
                Optional.of(fleet.nodes() <= Fleet.ALL_JOINED ? new DirectWay(words) : new DoublingSwap(words));
        };
    }

    private Way summing(long bytes) {
        Algorithm algorithm = fleet.collective().reduction(bytes, fleet);
        return new ScheduledWay(algorithm.label(), bytes, node -> Schedule.allReduce(algorithm, node, fleet.nodes()));
    }

    private Way telling(int root, long bytes) {
        boolean chain = bytes > Algorithm.LARGEST_DIRECT && fleet.nodes() <= Fleet.ALL_JOINED;
        return chain
                ? new ScheduledWay("chain", bytes, node -> Schedule.broadcastAlongChain(root, node, fleet.nodes()))
                : new ScheduledWay("tree", bytes, node -> Schedule.broadcastDownTree(root, node, fleet.nodes()));
    }
}

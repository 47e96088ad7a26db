package io.gossamer.net.topology;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.shape.PairRates.Pair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What has been measured so far between the nodes of a group, per directed pair.
 *
 * @param size how many nodes there are, numbered from 0
 * @param samples what is known, each pair at most once
 */
public record PathTable(int size, Map<Pair, PathSample> samples) {
    private static final int NAMED = 5;

    /** @throws IllegalArgumentException if there is no node, or a pair is none of two different nodes */
    public PathTable {
        if (size < 1) {
            throw new IllegalArgumentException("a group of " + size + " nodes");
        }
        for (Pair pair : samples.keySet()) {
            if (!isNode(pair.from(), size) || !isNode(pair.to(), size) || pair.from() == pair.to()) {
                throw new IllegalArgumentException(pair + " is no pair of " + size + " nodes");
            }
        }
        samples = Map.copyOf(samples);
    }

    private static boolean isNode(int node, int size) {
        return node >= 0 && node < size;
    }

    /** Nothing is known yet. */
    public static PathTable empty(int size) {
        return new PathTable(size, Map.of());
    }

    /** This table with newer samples in place of, or beside, its own. */
    public PathTable with(Map<Pair, PathSample> newer) {
        Map<Pair, PathSample> merged = new HashMap<>(samples);
        merged.putAll(newer);
        return new PathTable(size, merged);
    }

    public PathTable with(int from, int to, PathSample sample) {
        return with(Map.of(new Pair(from, to), sample));
    }

    /**
     * The pairs that nobody has measured, in rounds: first those from each node to the next, then those to the one after
     * the next, and so on. Within a round every node sends to one and hears one, so all may be measured at once without
     * sharing an upload or a download.
     */
    public List<Pair> missing() {
        List<Pair> missing = new ArrayList<>();
        for (int distance = 1; distance < size; distance++) {
            for (int from = 0; from < size; from++) {
                Pair pair = new Pair(from, (from + distance) % size);
                if (!samples.containsKey(pair)) {
                    missing.add(pair);
                }
            }
        }
        return missing;
    }

    /**
     * What it costs to send {@code bytes} over each pair, in seconds. With many bytes the order of costs is that of
     * {@code 1000 / Mbit/s}, with few that of latencies; a ring all-reduce sends its array's bytes over the number of
     * nodes at a time.
     *
     * @throws GossamerException if pairs are {@link #missing}
     */
    public CostMatrix costs(long bytes) {
        requireComplete();
        double[][] seconds = new double[size][size];
        samples.forEach((pair, sample) -> seconds[pair.from()][pair.to()] = sample.seconds(bytes));
        return CostMatrix.of(seconds);
    }

    /**
     * How long a step of a pipelined ring takes in which every node sends {@code bytes} to the next, by {@link
     * Objective}'s formula and if the ways share nothing; infinite if a node does not reach the next. An all-reduce of n
     * nodes has 2 (n - 1) steps.
     *
     * @throws GossamerException if pairs are {@link #missing}
     */
    public double stepSeconds(Ring ring, long bytes) {
        requireComplete();
        double slowest = 0;
        double sum = 0;
        for (int from = 0; from < size && size > 1; from++) {
            PathSample way = samples.get(new Pair(from, ring.next(from)));
            slowest = Math.max(slowest, way.transmissionSeconds(bytes));
            sum += way.seconds(bytes);
        }
        return Math.max(slowest, sum / size);
    }

    private void requireComplete() {
        List<Pair> missing = missing();
        if (!missing.isEmpty()) {
            String named = missing.stream()
                    .limit(NAMED)
                    .map(pair -> pair.from() + " to " + pair.to())
                    .collect(Collectors.joining(", ", "", missing.size() > NAMED ? ", ..." : ""));
            throw new GossamerException(
                    missing.size() + " of " + size * (size - 1) + " directed pairs are not measured: " + named,
                    "Probe them first, or record them as unreachable.");
        }
    }
}

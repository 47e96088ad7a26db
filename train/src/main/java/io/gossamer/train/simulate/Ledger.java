package io.gossamer.train.simulate;

import io.gossamer.net.simulation.NodeUsage;
import io.gossamer.net.simulation.SimulationResult;
import io.gossamer.train.transcript.Transcript;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Books of a run, kept by all nodes, of which one at a time runs. */
final class Ledger {
    private static final double NANOS = 1e9;

    private final int nodes;
    private final int[] stepsDone;
    private final long[] ended;
    private final double[] stepEnds;
    private final double[] stepBytes;
    private final Map<Road, Counters> roads = new LinkedHashMap<>();
    private long joined;

    private record Road(String operation, String algorithm) {}

    private static final class Counters {
        private long times;
        private long messages;
        private long bytes;
    }

    Ledger(int nodes, int steps) {
        this.nodes = nodes;
        this.stepsDone = new int[nodes];
        this.ended = new long[nodes];
        this.stepEnds = new double[steps];
        this.stepBytes = new double[steps];
    }

    /** A node has all its lines. */
    void joined(Duration time) {
        joined = Math.max(joined, time.toNanos());
    }

    /** A node's books of one operation. */
    Lines.Traffic open(int node, int step, String operation, String algorithm) {
        Counters road = roads.computeIfAbsent(new Road(operation, algorithm), _ -> new Counters());
        if (node == 0) {
            road.times++;
        }
        return bytes -> {
            road.messages++;
            road.bytes += bytes;
            stepBytes[step] += bytes;
        };
    }

    void stepDone(int node, int step, Duration time) {
        stepsDone[node] = step + 1;
        ended[node] = time.toNanos();
        stepEnds[step] = Math.max(stepEnds[step], time.toNanos());
    }

    int stepsDone(int node) {
        return stepsDone[node];
    }

    /** Whether all nodes have done all steps. */
    boolean complete() {
        return Arrays.stream(stepsDone).allMatch(done -> done == stepEnds.length);
    }

    MethodCost cost(Transcript transcript, Map<String, String> settings, SimulationResult result) {
        double seconds = (Arrays.stream(ended).max().orElseThrow() - joined) / NANOS;
        NodeUsage[] usage = result.usage().values().toArray(NodeUsage[]::new);
        double[] computing = Arrays.stream(usage)
                .mapToDouble(node -> node.computing().toNanos() / NANOS)
                .toArray();
        double[] idle = Arrays.stream(computing).map(own -> seconds - own).toArray();
        double[] sending = Arrays.stream(usage)
                .mapToDouble(node -> node.sending().toNanos() / NANOS)
                .toArray();
        long[] sent = Arrays.stream(usage).mapToLong(NodeUsage::bytesSent).toArray();
        long[] received =
                Arrays.stream(usage).mapToLong(NodeUsage::bytesReceived).toArray();
        return new MethodCost(
                transcript.method(),
                settings,
                stepEnds.length,
                seconds,
                Arrays.stream(sent).average().orElseThrow(),
                Arrays.stream(sent).max().orElseThrow(),
                share(computing, seconds),
                share(sending, seconds),
                share(idle, seconds),
                roads.values().stream().mapToLong(road -> road.messages).sum(),
                result.events(),
                journeys(),
                course(),
                new MethodCost.NodeFigures(computing, idle, sent, received));
    }

    /** Mean over the nodes; nothing of a run that takes no time. */
    private static double share(double[] values, double seconds) {
        return seconds == 0 ? 0 : Arrays.stream(values).average().orElseThrow() / seconds;
    }

    private List<Journey> journeys() {
        return roads.entrySet().stream()
                .map(road -> new Journey(
                        road.getKey().operation(),
                        road.getKey().algorithm(),
                        road.getValue().times,
                        road.getValue().messages,
                        road.getValue().bytes))
                .toList();
    }

    private MethodCost.Course course() {
        double[] seconds =
                Arrays.stream(stepEnds).map(end -> (end - joined) / NANOS).toArray();
        double[] bytes = stepBytes.clone();
        Arrays.parallelPrefix(bytes, Double::sum);
        return new MethodCost.Course(
                seconds, Arrays.stream(bytes).map(all -> all / nodes).toArray());
    }
}

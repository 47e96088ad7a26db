package io.gossamer.bench.simulated;

import io.gossamer.bench.report.Comparison;
import io.gossamer.bench.report.Rounds;
import io.gossamer.bench.report.Table;
import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.collective.Member;
import io.gossamer.net.collective.MeshGroup;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.shape.Link;
import io.gossamer.net.shape.PairRates;
import io.gossamer.net.simulation.Simulation;
import io.gossamer.net.simulation.SimulationConfig;
import io.gossamer.net.topology.CostMatrix;
import io.gossamer.net.topology.Objective;
import io.gossamer.net.topology.PathSample;
import io.gossamer.net.topology.PathTable;
import io.gossamer.net.topology.Ring;
import io.gossamer.net.topology.RingSolver;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** What the order of a ring of two regions is worth. */
public final class RingOrderBench {
    private static final int NODES = 8;
    private static final int PORT = 4000;
    private static final long BYTES = 8L << 20;
    private static final Link LINE = new Link(new Bandwidth(200e6), Duration.ofMillis(2), 0);
    private static final double WITHIN = 100e6;
    private static final double SLOWEST_BETWEEN = 10e6;
    private static final double STEP_BETWEEN = 5e6;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final OptionalDouble HALF_AS_FAST_AGAIN = OptionalDouble.of(1 / 1.5);
    private static final double NANOS = 1e9;

    private RingOrderBench() {}

    public static Table run() {
        CostMatrix costs = costs();
        Ring best = new RingSolver(Objective.BOTTLENECK, 1).solve(costs).orElseThrow();
        Rounds once = new Rounds(new double[] {seconds(best)}, new double[] {seconds(worst(costs))});
        return new Table(
                "The order of a ring",
                "All-reduce of fixed members, simulated: eight nodes, of two regions by turns, with 100 Mbit/s within and"
                        + " 10 to 45 between, each pair for itself; in the order that the solver finds for these rates and"
                        + " in the worst of all.",
                List.of(Comparison.of("8 MiB, optimised order", "worst order", once, HALF_AS_FAST_AGAIN, 0)));
    }

    private static Bandwidth rate(int from, int to) {
        boolean crosses = from % 2 != to % 2;
        return new Bandwidth(crosses ? SLOWEST_BETWEEN + (from * 5 + to * 3) % NODES * STEP_BETWEEN : WITHIN);
    }

    /** As if every way had been measured. */
    private static CostMatrix costs() {
        Map<PairRates.Pair, PathSample> samples = new HashMap<>();
        for (PairRates.Pair pair : PathTable.empty(NODES).missing()) {
            Bandwidth rate = rate(pair.from(), pair.to());
            samples.put(pair, new PathSample.Measured(rate, LINE.latency()));
        }
        return PathTable.empty(NODES).with(samples).costs(BYTES / NODES);
    }

    private static Ring worst(CostMatrix costs) {
        List<Ring> rings = new ArrayList<>();
        collect(new ArrayList<>(IntStream.range(0, NODES).boxed().toList()), 1, rings);
        return Collections.max(
                rings, (one, other) -> Objective.BOTTLENECK.order().compare(one.cost(costs), other.cost(costs)));
    }

    /** All orders that begin with what stands before {@code from}. */
    private static void collect(List<Integer> order, int from, List<Ring> rings) {
        if (from == order.size()) {
            rings.add(new Ring(order));
        }
        for (int i = from; i < order.size(); i++) {
            Collections.swap(order, from, i);
            collect(order, from + 1, rings);
            Collections.swap(order, from, i);
        }
    }

    /** What an all-reduce takes around that ring. */
    static double seconds(Ring ring) {
        AtomicLong longest = new AtomicLong();
        Simulation simulation = new Simulation(SimulationConfig.of(1, LINE));
        for (int rank = 0; rank < NODES; rank++) {
            int self = rank;
            simulation.addNode(
                    "node" + ring.order().get(rank),
                    world -> longest.accumulateAndGet(sum(world, self, ring), Math::max));
        }
        simulation.run(PATIENCE).requireReturned();
        return longest.get() / NANOS;
    }

    private static long sum(World world, int rank, Ring ring) throws IOException, InterruptedException {
        try (Listener listener = world.listen(endpoint(ring.order().get(rank)));
                MeshGroup group = new MeshGroup(world, rank, meet(world, rank, ring, listener), PATIENCE)) {
            return TimedSum.nanos(group, BYTES);
        }
    }

    private static Endpoint endpoint(int node) {
        return new Endpoint("node" + node, PORT);
    }

    /** Everybody dials those of lower rank and says who it is. */
    private static List<Member> meet(World world, int rank, Ring ring, Listener listener)
            throws IOException, InterruptedException {
        List<Member> others = new ArrayList<>();
        for (int lower = 0; lower < rank; lower++) {
            Connection connection = world.connect(endpoint(ring.order().get(lower)), PATIENCE);
            connection.send(MemorySegment.ofArray(new byte[] {(byte) rank}));
            others.add(member(world, rank, lower, ring, connection));
        }
        for (int higher = rank + 1; higher < NODES; higher++) {
            Connection connection = listener.accept(PATIENCE).orElseThrow();
            byte[] dialler = new byte[1];
            connection.receive(MemorySegment.ofArray(dialler), PATIENCE);
            others.add(member(world, rank, dialler[0], ring, connection));
        }
        return others;
    }

    private static Member member(World world, int rank, int other, Ring ring, Connection connection)
            throws InterruptedException {
        connection.cap(rate(ring.order().get(rank), ring.order().get(other)));
        return new Member(other, "node" + ring.order().get(other), new FrameChannel(world, connection));
    }
}

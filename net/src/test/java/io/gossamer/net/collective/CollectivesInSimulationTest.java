package io.gossamer.net.collective;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.codec.message.Kind;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.shape.Link;
import io.gossamer.net.simulation.Fault;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.net.simulation.Outcome;
import io.gossamer.net.simulation.SimulatedWorld;
import io.gossamer.net.simulation.Simulation;
import io.gossamer.net.simulation.SimulationConfig;
import io.gossamer.net.simulation.SimulationResult;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same collectives as over TCP, in virtual time, where every failure has a seed. */
class CollectivesInSimulationTest {
    private static final int PORT = 4000;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofHours(1);

    private static final int PARTITIONED = 5;

    /** More of them explore more schedules: {@code -Dgossamer.seeds=10000}. */
    private static final long KILLS = Long.getLong("gossamer.seeds", 300);

    /** By then all nodes have met. */
    private static final Duration JOINED = Duration.ofMillis(300);

    /** What may still arrive after a node has gone, and how the news then travels. */
    private static final Duration LATE = Duration.ofSeconds(1);

    private static final Link LINK = new Link(new Bandwidth(20e6), Duration.ofMillis(10), 0);
    private static final int[] LENGTHS = {1, 7, 4096, 4097, 20_011};

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
    void everyOperationGivesAllNodesTheSameBits(int size) {
        for (long seed = 0; seed < 3; seed++) {
            Map<Integer, List<Object>> results = new TreeMap<>();
            Link lossy = new Link(LINK.rate(), LINK.latency(), 0.01);
            Simulation simulation =
                    new Simulation(SimulationConfig.of(seed, lossy).withShuffling());
            join(simulation, size, group -> results.put(group.rank(), everyOperation(group)));
            simulation.run(LIMIT).requireReturned();
            assertThat(results).hasSize(size);
            assertThat(results.values()).as("seed %d", seed).allMatch(results.get(0)::equals);
        }
    }

    private static List<Object> everyOperation(Group group) throws InterruptedException {
        List<Object> results = new ArrayList<>();
        for (int length : LENGTHS) {
            float[] values = values(group.rank(), length);
            group.allReduceSum(MemorySegment.ofArray(values), Kind.DENSE);
            results.add(Arrays.hashCode(values));
            assertSum(values, group.size());

            int root = length % group.size();
            byte[] told = bytes(group.rank(), length);
            group.broadcast(MemorySegment.ofArray(told), root, Kind.DENSE);
            assertThat(told).isEqualTo(bytes(root, length));

            int mine = length + 13 * group.rank();
            List<MemorySegment> gathered =
                    ((MeshGroup) group).gather(MemorySegment.ofArray(bytes(group.rank(), mine)), mine, 0);
            for (int from = 0; from < group.size(); from++) {
                byte[] expected = bytes(from, length + 13 * from);
                assertThat(gathered.get(from).toArray(JAVA_BYTE)).isEqualTo(expected);
            }
            long[][] numbers = group.exchange(new long[] {group.rank(), length});
            results.add(Arrays.deepToString(numbers));
            group.barrier();
        }
        return results;
    }

    private static void assertSum(float[] actual, int size) {
        double[] expected = new double[actual.length];
        for (int rank = 0; rank < size; rank++) {
            float[] addend = values(rank, actual.length);
            Arrays.setAll(expected, i -> expected[i] + addend[i]);
        }
        for (int i = 0; i < actual.length; i++) {
            if (Math.abs(actual[i] - expected[i]) > 1e-5 * size) {
                throw new AssertionError("element " + i + " is " + actual[i] + " instead of " + expected[i]);
            }
        }
    }

    @Test
    void nobodyPassesABarrierBeforeAllHaveReachedIt() {
        List<Duration> passed = new ArrayList<>();
        Simulation simulation = new Simulation(SimulationConfig.of(1, LINK));
        join(simulation, 5, group -> {
            SimulatedWorld world = (SimulatedWorld) group.world();
            world.sleep(Duration.ofSeconds(group.rank()));
            group.barrier();
            passed.add(world.elapsed());
        });
        simulation.run(LIMIT).requireReturned();
        assertThat(passed).hasSize(5).allMatch(time -> time.compareTo(Duration.ofSeconds(4)) >= 0);
    }

    /** 2 (n - 1) / n of the array leave each node; pieces of 32 KiB make up 8 of each of the 2 (n - 1) steps. */
    @Test
    void aRingAllReduceTakesItsAnalyticTime() {
        int size = 4;
        int bytes = 1 << 20;
        List<Duration> times = new ArrayList<>();
        Simulation simulation = new Simulation(SimulationConfig.of(1, LINK));
        join(simulation, size, group -> {
            SimulatedWorld world = (SimulatedWorld) group.world();
            group.barrier();
            long start = world.nanoTime();
            group.allReduceSum(MemorySegment.ofArray(new float[bytes / Float.BYTES]), Kind.DENSE);
            times.add(Duration.ofNanos(world.nanoTime() - start));
        });
        simulation.run(LIMIT).requireReturned();
        int steps = 2 * (size - 1);
        double transfer = steps * (bytes / size) * 8 / LINK.rate().bitsPerSecond();
        assertThat(times)
                .hasSize(size)
                .allSatisfy(time -> assertThat(time.toNanos() / 1e9)
                        .as("a pipelined ring is bound by its upload; at the end one latency is left")
                        .isCloseTo(transfer + 0.010, within(0.05 * transfer)));
    }

    @Test
    void aKilledNodeIsNamedByEverySurvivorWithinTwoSeconds() {
        for (long seed = 0; seed < KILLS; seed++) {
            Blames blames = hitOne(seed, Fault.Kill::new);
            assertThat(blames.outcome()).isInstanceOf(Outcome.Killed.class);
            requireNamedWithin(Duration.ofSeconds(2), blames);
            if (seed % 10 == 0) {
                assertThat(hitOne(seed, Fault.Kill::new)).as("seed %d", seed).isEqualTo(blames);
            }
        }
    }

    @Test
    void aNodeWithoutPowerIsNamedByEverySurvivorWithinTheTimeout() {
        for (long seed = 0; seed < 60; seed++) {
            Blames blames = hitOne(seed, Fault.PowerLoss::new);
            assertThat(blames.outcome()).isInstanceOf(Outcome.Killed.class);
            requireNamedWithin(TIMEOUT.plus(LATE), blames);
        }
    }

    @Test
    void aFrozenNodeIsNamedByEverySurvivorWithinTheTimeout() {
        for (long seed = 0; seed < 60; seed++) {
            Blames blames = hitOne(seed, (at, node) -> new Fault.Freeze(at, node, LIMIT));
            assertThat(blames.outcome()).isInstanceOf(Outcome.Unfinished.class);
            requireNamedWithin(TIMEOUT.plus(LATE), blames);
        }
    }

    @Test
    void aNodeThatComesBackTooLateLearnsThatTheGroupEnded() {
        for (long seed = 0; seed < 60; seed++) {
            Blames blames = hitOne(seed, (at, node) -> new Fault.Freeze(at, node, TIMEOUT.multipliedBy(3)));
            assertThat(blames.outcome()).isInstanceOf(Outcome.Returned.class);
            assertThat(blames.byNode()).as("%s", blames).hasSize(blames.size());
        }
    }

    @Test
    void aShortPartitionOnlyCostsTime() {
        for (long seed = 0; seed < 20; seed++) {
            SimulationResult result = partition(seed, Duration.ofSeconds(2), group -> {
                for (int i = 0; i < 2; i++) {
                    everyOperation(group);
                }
            });
            assertThat(result.requireReturned().time()).isGreaterThan(JOINED.plusSeconds(2));
        }
    }

    @Test
    void aLongPartitionEndsTheGroupForEverybody() {
        for (long seed = 0; seed < 60; seed++) {
            List<Duration> ends = new ArrayList<>();
            SimulationResult result = partition(seed, LIMIT, group -> {
                try {
                    workForEver(group, 1);
                } catch (PeerFailureException e) {
                    ends.add(((SimulatedWorld) group.world()).elapsed());
                }
            });
            assertThat(ends)
                    .as("seed %d", seed)
                    .hasSize(PARTITIONED)
                    .allSatisfy(end -> assertThat(end)
                            .isLessThan(JOINED.plusSeconds(1).plus(TIMEOUT).plus(LATE)));
            result.requireReturned();
        }
    }

    /** Parts five nodes in two, one way or both ways, soon after they met. */
    private static SimulationResult partition(long seed, Duration length, Program program) {
        RandomStream random = RandomStream.of(seed, Purpose.NETWORK_FAULTS, -1, 2, 0);
        int[] order = random.permutation(PARTITIONED);
        int split = 1 + random.nextInt(PARTITIONED - 1);
        Set<String> one = new TreeSet<>();
        Set<String> other = new TreeSet<>();
        for (int i = 0; i < PARTITIONED; i++) {
            (i < split ? one : other).add("node" + order[i]);
        }
        Duration at = JOINED.plusNanos((long) (random.nextDouble() * 1e9));
        Fault fault = random.nextInt(2) == 0
                ? new Fault.Partition(at, one, other, length)
                : new Fault.OneWayPartition(at, one, other, length);
        Simulation simulation =
                new Simulation(SimulationConfig.of(seed, LINK).withShuffling().withFaults(FaultSchedule.of(fault)));
        join(simulation, PARTITIONED, program);
        return simulation.run(LIMIT);
    }

    private static void requireNamedWithin(Duration timeout, Blames blames) {
        assertThat(blames.byNode()).as("%s", blames).hasSize(blames.size() - 1).allSatisfy((node, blame) -> {
            assertThat(blame.rank()).isEqualTo(blames.victim());
            assertThat(blame.at()).isLessThan(blames.hitAt().plus(timeout));
        });
    }

    /** Who blamed whom, and when. */
    private record Blame(int rank, Duration at) {}

    private record Blames(
            long seed,
            int size,
            int victim,
            Duration hitAt,
            Outcome outcome,
            Map<String, Blame> byNode,
            long traceHash) {}

    private static Blames hitOne(long seed, BiFunction<Duration, String, Fault> fault) {
        int size = 2 + (int) (seed % 7);
        RandomStream random = RandomStream.of(seed, Purpose.NETWORK_FAULTS, -1, 1, 0);
        int victim = random.nextInt(size);
        Duration at = JOINED.plusNanos((long) (random.nextDouble() * 2e9));
        FaultSchedule faults = FaultSchedule.of(fault.apply(at, "node" + victim));

        Map<String, Blame> blames = new TreeMap<>();
        Simulation simulation =
                new Simulation(SimulationConfig.of(seed, LINK).withShuffling().withFaults(faults));
        join(simulation, size, group -> {
            SimulatedWorld world = (SimulatedWorld) group.world();
            try {
                workForEver(group, seed);
            } catch (PeerFailureException e) {
                blames.put(world.node().name(), new Blame(e.rank(), world.elapsed()));
            }
        });
        SimulationResult result = simulation.run(LIMIT);
        Map<String, Outcome> survivors = new TreeMap<>(result.outcomes());
        Outcome outcome = survivors.remove("node" + victim);
        assertThat(survivors)
                .as("seed %d", seed)
                .allSatisfy((node, end) -> assertThat(end).isInstanceOf(Outcome.Returned.class));
        return new Blames(seed, size, victim, at, outcome, blames, result.traceHash());
    }

    private static void workForEver(Group group, long seed) throws InterruptedException {
        RandomStream random = RandomStream.of(seed, Purpose.TEST, -1, 0, 0);
        while (true) {
            int length = 1 + random.nextInt(20_000);
            switch (random.nextInt(5)) {
                case 0 -> group.allReduceSum(MemorySegment.ofArray(new float[length]), Kind.DENSE);
                case 1 ->
                    group.broadcast(MemorySegment.ofArray(new byte[length]), random.nextInt(group.size()), Kind.DENSE);
                case 2 -> ((MeshGroup) group).gather(MemorySegment.ofArray(new byte[length]), length, 0);
                case 3 -> group.exchange(new long[] {length});
                default -> group.barrier();
            }
        }
    }

    interface Program {
        void run(Group group) throws InterruptedException;
    }

    /** Adds {@code size} nodes that join pairwise, run the program and leave. */
    static void join(Simulation simulation, int size, Program program) {
        for (int rank = 0; rank < size; rank++) {
            int self = rank;
            simulation.addNode("node" + rank, world -> {
                try (Group group = new MeshGroup(world, self, meet(world, self, size), TIMEOUT)) {
                    program.run(group);
                }
            });
        }
    }

    private static List<Member> meet(SimulatedWorld world, int self, int size)
            throws IOException, InterruptedException {
        List<Member> members = new ArrayList<>();
        try (Listener listener = world.listen(new Endpoint("localhost", PORT))) {
            for (int rank = 0; rank < self; rank++) {
                Connection connection = world.connect(new Endpoint("node" + rank, PORT), TIMEOUT);
                connection.send(MemorySegment.ofArray(new byte[] {(byte) self}));
                members.add(new Member(rank, "worker " + rank, new FrameChannel(world, connection)));
            }
            while (members.size() < size - 1) {
                Connection connection = listener.accept(TIMEOUT).orElseThrow();
                byte[] rank = new byte[1];
                connection.receive(MemorySegment.ofArray(rank), TIMEOUT);
                members.add(new Member(rank[0], "worker " + rank[0], new FrameChannel(world, connection)));
            }
        }
        return members;
    }

    private static float[] values(int rank, int length) {
        float[] values = new float[length];
        RandomStream.of(1, Purpose.TEST, rank, length, 0).fillUniform(MemorySegment.ofArray(values), -1, 1);
        return values;
    }

    private static byte[] bytes(int rank, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (31 * rank + i);
        }
        return bytes;
    }
}

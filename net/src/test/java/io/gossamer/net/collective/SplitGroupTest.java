package io.gossamer.net.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.codec.message.Kind;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.reduction.ElementType;
import io.gossamer.net.reduction.Reduction;
import io.gossamer.net.shape.Link;
import io.gossamer.net.simulation.Fault;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.net.simulation.Outcome;
import io.gossamer.net.simulation.SimulatedWorld;
import io.gossamer.net.simulation.Simulation;
import io.gossamer.net.simulation.SimulationConfig;
import io.gossamer.net.simulation.SimulationResult;
import io.gossamer.net.world.Task;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Groups cut into the rows and the columns of a grid, in virtual time. */
class SplitGroupTest {
    private static final Duration LIMIT = Duration.ofHours(1);
    private static final Link LINK = new Link(new Bandwidth(20e6), Duration.ofMillis(10), 0);
    private static final int[] LENGTHS = {1, 7, 4097, 20_011};
    private static final int OPERATIONS = 6;

    /** More of them explore more schedules: {@code -Dgossamer.seeds=10000}. */
    private static final long SEEDS = Long.getLong("gossamer.seeds", 40);

    @ParameterizedTest
    @CsvSource({"1,1", "1,4", "4,1", "2,2", "2,3", "3,2", "3,3"})
    void rowsAndColumnsTalkAtOnceAndAllOfAPartHearTheSame(int rows, int width) {
        for (long seed = 0; seed < 4; seed++) {
            Map<Integer, List<Integer>> ofRows = new TreeMap<>();
            Map<Integer, List<Integer>> ofColumns = new TreeMap<>();
            Link lossy = new Link(LINK.rate(), LINK.latency(), 0.01);
            Simulation simulation =
                    new Simulation(SimulationConfig.of(seed, lossy).withShuffling());
            CollectivesInSimulationTest.join(simulation, rows * width, group -> {
                MeshGroup whole = (MeshGroup) group;
                MeshGroup row = whole.split(rank -> rank / width);
                MeshGroup column = whole.split(rank -> rank % width);
                assertThat(row.contributors()).isEqualTo(members(whole, rank -> rank / width == whole.rank() / width));
                assertThat(column.contributors())
                        .isEqualTo(members(whole, rank -> rank % width == whole.rank() % width));
                assertThat(row.number()).isEqualTo(column.number()).isEqualTo(whole.rank());
                atOnce(
                        whole,
                        () -> ofRows.put(whole.rank(), work(row)),
                        () -> ofColumns.put(whole.rank(), work(column)));
                // And then all together, over the same connections.
                assertThat(whole.exchange(whole.rank())).hasDimensions(rows * width, 1);
                work(whole);
            });
            simulation.run(LIMIT).requireReturned();
            for (int rank = 0; rank < rows * width; rank++) {
                assertThat(ofRows.get(rank)).isEqualTo(ofRows.get(rank / width * width));
                assertThat(ofColumns.get(rank)).isEqualTo(ofColumns.get(rank % width));
            }
        }
    }

    private static List<Integer> members(Group whole, IntPredicate with) {
        return IntStream.range(0, whole.size()).filter(with).boxed().toList();
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    /** Does one beside the other. */
    private static void atOnce(Group group, Work one, Work other) throws InterruptedException {
        List<Throwable> failures = new ArrayList<>();
        Task beside = group.world().spawn("beside", () -> {
            try {
                other.run();
            } catch (InterruptedException | RuntimeException | Error e) {
                failures.add(e);
            }
        });
        try {
            one.run();
        } finally {
            while (!beside.join(Duration.ofMinutes(1))) {
                // It ends by itself, or with the group.
            }
        }
        for (Throwable failure : failures) {
            if (failure instanceof RuntimeException failed) {
                throw failed;
            }
            throw new AssertionError(failure);
        }
    }

    /** All kinds of operations; returns hashes of what came of them, which are those of all members. */
    private static List<Integer> work(MeshGroup group) throws InterruptedException {
        List<Integer> results = new ArrayList<>();
        int sum = group.contributors().stream().mapToInt(Integer::intValue).sum();
        for (int length : LENGTHS) {
            float[] values = values(group.number(), length);
            group.allReduceSum(MemorySegment.ofArray(values), Kind.DENSE);
            results.add(Arrays.hashCode(values));

            float[] ones = new float[length];
            Arrays.fill(ones, group.number());
            MemorySegment scattered = MemorySegment.ofArray(new float[length]);
            MemorySegment chunk =
                    group.reduceScatter(MemorySegment.ofArray(ones), scattered, Reduction.FLOAT32_SUM, Kind.DENSE);
            for (float value : chunk.toArray(ValueLayout.JAVA_FLOAT)) {
                assertThat(value).isEqualTo(sum);
            }
            group.allGatherChunks(scattered, ElementType.FLOAT32, Kind.DENSE);
            assertThat(scattered.toArray(ValueLayout.JAVA_FLOAT)).containsOnly(sum);

            byte[] told = {(byte) group.number()};
            int root = length % group.size();
            group.broadcast(MemorySegment.ofArray(told), root, Kind.DENSE);
            assertThat(told).containsExactly(group.contributors().get(root));
            byte[] said = {(byte) group.number(), 1};
            List<MemorySegment> heard = group.gather(MemorySegment.ofArray(said), 2, 0);
            for (int from = 0; from < group.size(); from++) {
                assertThat(heard.get(from).get(ValueLayout.JAVA_BYTE, 0))
                        .isEqualTo(group.contributors().get(from).byteValue());
            }
            results.add(Arrays.deepHashCode(group.exchange(group.number(), length)));
            group.barrier();
        }
        return results;
    }

    private static float[] values(int node, int length) {
        float[] values = new float[length];
        RandomStream.of(1, Purpose.TEST, node, length, 0).fillUniform(MemorySegment.ofArray(values), -1, 1);
        return values;
    }

    @Test
    void whoIsLostInOnePartIsNamedByTheSurvivorsOfAll() {
        for (long seed = 0; seed < SEEDS; seed++) {
            int width = 2 + (int) (seed % 2);
            int size = 2 * width;
            RandomStream random = RandomStream.of(seed, Purpose.NETWORK_FAULTS, -1, 3, 0);
            int victim = random.nextInt(size);
            Duration at = Duration.ofMillis(400).plusNanos((long) (random.nextDouble() * 2e9));
            Map<Integer, Integer> blamed = new TreeMap<>();
            Map<Integer, Duration> ends = new TreeMap<>();
            Simulation simulation = new Simulation(SimulationConfig.of(seed, LINK)
                    .withShuffling()
                    .withFaults(FaultSchedule.of(new Fault.Kill(at, "node" + victim))));
            CollectivesInSimulationTest.join(simulation, size, group -> {
                MeshGroup whole = (MeshGroup) group;
                MeshGroup row = whole.split(rank -> rank / width);
                MeshGroup column = whole.split(rank -> rank % width);
                try {
                    while (true) {
                        atOnce(whole, () -> talk(row, OPERATIONS), () -> talk(column, 1));
                    }
                } catch (PeerFailureException e) {
                    blamed.put(whole.rank(), e.rank());
                    ends.put(whole.rank(), ((SimulatedWorld) whole.world()).elapsed());
                }
            });
            SimulationResult result = simulation.run(LIMIT);
            assertThat(result.outcome("node" + victim)).isInstanceOf(Outcome.Killed.class);
            assertThat(blamed).as("seed %d", seed).hasSize(size - 1).doesNotContainKey(victim);
            assertThat(blamed.values()).as("seed %d", seed).containsOnly(victim);
            assertThat(ends.values()).allMatch(end -> end.compareTo(at.plusSeconds(3)) < 0);
        }
    }

    private static void talk(Group part, int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            part.allReduceSum(MemorySegment.ofArray(new float[10_007]), Kind.DENSE);
        }
    }

    @Test
    void whatPartsSayIsCountedByPartAndInTheWhole() {
        Simulation simulation = new Simulation(SimulationConfig.of(1, LINK));
        CollectivesInSimulationTest.join(simulation, 6, group -> {
            Group row = group.split(rank -> rank / 3);
            Group column = group.split(rank -> rank % 3);
            long before = sent(group);
            long rowBefore = sent(row);
            row.allReduceSum(MemorySegment.ofArray(new float[30_000]), Kind.DENSE);
            column.allReduceSum(MemorySegment.ofArray(new float[20_000]), Kind.DENSE);
            long ofRow = sent(row) - rowBefore;
            // A ring of three and one of two; headers of frames are some bytes more.
            assertThat(ofRow).isBetween(160_000L, 162_000L);
            assertThat(sent(group) - before - ofRow).isBetween(80_000L, 81_000L);
            assertThat(row.traffic().sentByPeer()).hasSize(3);
        });
        simulation.run(LIMIT).requireReturned();
    }

    private static long sent(Group group) {
        return group.traffic().sent().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    @Test
    void noTwoNodesAreInTwoOperationsAtOnce() {
        Simulation simulation = new Simulation(SimulationConfig.of(1, LINK));
        CollectivesInSimulationTest.join(simulation, 2, group -> {
            Group part = group.split(rank -> 0);
            Group alone = group.split(rank -> rank);
            List<Throwable> refused = new ArrayList<>();
            Task beside = group.world().spawn("beside", () -> {
                try {
                    part.allReduceSum(MemorySegment.ofArray(new float[100_000]), Kind.DENSE);
                } catch (InterruptedException | RuntimeException e) {
                    refused.add(e);
                }
            });
            group.world().sleep(Duration.ofMillis(5));
            alone.barrier();
            assertThatThrownBy(group::barrier)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Another operation with worker " + (1 - group.rank()));
            assertThat(beside.join(Duration.ofMinutes(1))).isTrue();
            assertThat(refused).isEmpty();
            group.barrier();
        });
        simulation.run(LIMIT).requireReturned();
    }

    @Test
    void aNodeThatIsInAnotherGroupsOperationIsToldApart() {
        Map<Integer, String> errors = new TreeMap<>();
        Simulation simulation = new Simulation(SimulationConfig.of(1, LINK));
        CollectivesInSimulationTest.join(simulation, 2, group -> {
            Group part = group.split(rank -> 0);
            try {
                if (group.rank() == 0) {
                    part.barrier();
                } else {
                    group.barrier();
                }
            } catch (PeerFailureException e) {
                errors.put(group.rank(), e.getMessage());
            }
        });
        simulation.run(LIMIT);
        assertThat(errors.values())
                .anySatisfy(message -> assertThat(message).contains("barrier 1 of part 1"))
                .anySatisfy(message ->
                        assertThat(message).contains("barrier 1 while").containsPattern("worker \\d"));
    }

    @Test
    void aPartIsNotCutAgain() {
        Simulation simulation = new Simulation(SimulationConfig.of(1, LINK));
        CollectivesInSimulationTest.join(simulation, 2, group -> {
            Group part = group.split(rank -> 0);
            assertThatThrownBy(() -> part.split(rank -> rank))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot be cut again");
        });
        simulation.run(LIMIT).requireReturned();
    }
}

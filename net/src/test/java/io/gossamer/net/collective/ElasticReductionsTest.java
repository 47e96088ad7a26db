package io.gossamer.net.collective;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.codec.Codecs;
import io.gossamer.codec.array.NonFiniteValueException;
import io.gossamer.codec.message.Kind;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.quantisation.Quantiser;
import io.gossamer.net.reduction.ElementType;
import io.gossamer.net.reduction.Operator;
import io.gossamer.net.reduction.Reduction;
import io.gossamer.net.schedule.Algorithm;
import io.gossamer.net.schedule.Selector;
import io.gossamer.net.shape.Link;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.net.simulation.SimulatedWorld;
import io.gossamer.net.simulation.Simulation;
import io.gossamer.net.simulation.SimulationConfig;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What members of a group that lives on combine while nobody comes or goes: as those of a fixed group, bit for bit. */
class ElasticReductionsTest {
    private static final Link LINK = new Link(new Bandwidth(100e6), Duration.ofMillis(1), 0);
    private static final Duration LIMIT = Duration.ofHours(1);
    private static final int ODD = 1001;
    /** Around the ring in every type. */
    private static final int LONG = 17_001;

    private static final Selector RING = new Selector.Fixed(Algorithm.RING);
    private static final Selector BY_SIZE = new Selector.BySize();

    private static final Quantiser BYTES = new Quantiser.MinMax(8);

    private static List<Quantiser> quantisers() {
        Stream<Quantiser> levels =
                Stream.of(new Quantiser.MinMax(16), new Quantiser.ZeroPointScale(8), new Quantiser.ZeroPointScale(16));
        Stream<Quantiser> codecs = Stream.of("u8", "u4(stochastic)", "bf16", "sign", "topk(0.01)")
                .map(spec -> new Quantiser.ByCodec(Codecs.parse(spec)));
        return Stream.concat(levels, codecs).toList();
    }

    /** An all-reduce of any group. */
    private interface Reducer {
        int reduce(AllReduce operation) throws InterruptedException;
    }

    private static int onMesh(MeshGroup group, AllReduce operation) throws InterruptedException {
        return switch (operation.encoding()) {
            case AllReduce.Encoding.Dense dense ->
                group.allReduce(operation.source(), operation.target(), operation.reduction(), dense.kind());
            case AllReduce.Encoding.Quantised coded ->
                group.allReduceQuantised(
                        operation.source(),
                        operation.target(),
                        operation.reduction(),
                        coded.quantiser(),
                        coded.random());
        };
    }

    /** Every type and operator in full and in bytes, of short and odd arrays. */
    private static List<AllReduce> everyReduction(int rank, int... lengths) {
        List<AllReduce> all = new ArrayList<>();
        for (int elements : lengths) {
            for (ElementType type : ElementType.values()) {
                for (Operator operator : Operator.values()) {
                    Reduction reduction = new Reduction(type, operator);
                    MemorySegment full = Expected.array(type, elements, rank);
                    MemorySegment coded = Expected.copy(full);
                    all.add(AllReduce.dense(full, target(full, rank), reduction, Kind.DENSE));
                    all.add(AllReduce.quantised(coded, target(coded, rank), reduction, BYTES, random(rank)));
                }
            }
        }
        return all;
    }

    /** What goes around the ring, however short it is. */
    private static List<AllReduce> inRing(Group group) {
        int size = group.size();
        return everyReduction(group.rank(), 0, 1, size - 1, size, ODD);
    }

    /** Short arrays, which go directly or through the tree, and long ones in every type and by every quantiser. */
    private static List<AllReduce> bySize(Group group) {
        int rank = group.rank();
        List<AllReduce> all = everyReduction(rank, ODD);
        for (ElementType type : ElementType.values()) {
            MemorySegment full = Expected.array(type, LONG, rank);
            all.add(AllReduce.dense(full, target(full, rank), new Reduction(type, Operator.AVG), Kind.DENSE));
        }
        for (Quantiser quantiser : quantisers()) {
            MemorySegment values = Expected.array(ElementType.FLOAT32, LONG, rank);
            all.add(AllReduce.quantised(values, target(values, rank), Reduction.FLOAT32_SUM, quantiser, random(rank)));
        }
        return all;
    }

    private static RandomStream random(int rank) {
        return RandomStream.of(1, Purpose.CODEC, rank, 0, 0);
    }

    private static MemorySegment target(MemorySegment source, int rank) {
        return rank % 2 == 0 ? source : Arena.ofAuto().allocate(source.byteSize(), Long.BYTES);
    }

    private static List<MemorySegment> reduceAll(List<AllReduce> operations, int size, Reducer reducer)
            throws InterruptedException {
        List<MemorySegment> results = new ArrayList<>();
        for (AllReduce operation : operations) {
            MemorySegment before = Expected.copy(operation.source());
            assertThat(reducer.reduce(operation)).isEqualTo(size);
            if (!operation.source().equals(operation.target())) {
                assertThat(operation.source().mismatch(before)).isNegative();
            }
            results.add(operation.target());
        }
        return results;
    }

    private static List<MemorySegment> byMesh(int size) {
        List<MemorySegment> results = new ArrayList<>();
        Simulation simulation = new Simulation(SimulationConfig.of(size, LINK));
        CollectivesInSimulationTest.join(simulation, size, group -> {
            MeshGroup mesh = (MeshGroup) group;
            Reducer reducer = operation -> onMesh(mesh, operation);
            mesh.use(RING);
            List<MemorySegment> own = reduceAll(inRing(mesh), size, reducer);
            mesh.use(BY_SIZE);
            own.addAll(reduceAll(bySize(mesh), size, reducer));
            if (mesh.rank() == 0) {
                results.addAll(own);
            }
        });
        simulation.run(LIMIT).requireReturned();
        return results;
    }

    private static List<MemorySegment> oneByOne(ElasticGroup group) throws InterruptedException {
        int size = group.size();
        Reducer reducer = operation -> ElasticMembers.reduce(group, operation);
        group.use(RING);
        List<MemorySegment> results = reduceAll(inRing(group), size, reducer);
        group.use(BY_SIZE);
        results.addAll(reduceAll(bySize(group), size, reducer));
        return results;
    }

    private static List<MemorySegment> together(ElasticGroup group) throws InterruptedException {
        List<AllReduce> inRing = inRing(group);
        List<AllReduce> bySize = bySize(group);
        List<Integer> everybody =
                group.view().ring().stream().map(Math::toIntExact).toList();
        group.use(RING);
        assertThat(group.allReduceMany(inRing, 7)).hasSameSizeAs(inRing).containsOnly(everybody);
        group.use(BY_SIZE);
        assertThat(group.allReduceMany(bySize, 5)).hasSameSizeAs(bySize).containsOnly(everybody);
        return Stream.concat(inRing.stream(), bySize.stream())
                .map(AllReduce::target)
                .toList();
    }

    private static void assertSame(Map<Integer, List<MemorySegment>> byRank, List<MemorySegment> expected) {
        byRank.forEach((rank, results) -> {
            assertThat(results).hasSameSizeAs(expected);
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).mismatch(expected.get(i)))
                        .as("operation %d on rank %d", i, rank)
                        .isNegative();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void allMembersHaveTheBitsOfAFixedGroup(int size) {
        Map<Integer, List<MemorySegment>> oneByOne = new TreeMap<>();
        Map<Integer, List<MemorySegment>> together = new TreeMap<>();
        ElasticMembers members =
                new ElasticMembers(size, LINK, FaultSchedule.NONE, ElasticMembers.names(size), (group, world) -> {
                    ElasticMembers.await(group, size);
                    oneByOne.put(group.rank(), oneByOne(group));
                    together.put(group.rank(), together(group));
                    group.barrier();
                });
        members.requireEnded();
        assertThat(members.failures).isEmpty();
        assertThat(oneByOne).hasSize(size);
        assertThat(together).hasSize(size);
        List<MemorySegment> expected = byMesh(size);
        assertSame(oneByOne, expected);
        assertSame(together, expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void chunksAreScatteredAndGathered(int size) {
        Reduction reduction = new Reduction(ElementType.INT16, Operator.AVG);
        List<MemorySegment> inputs = Expected.arrays(reduction.type(), LONG, size);
        MemorySegment mean = Expected.allReduce(Algorithm.RING, reduction, inputs);
        Set<String> done = new TreeSet<>();
        ElasticMembers members =
                new ElasticMembers(3, LINK, FaultSchedule.NONE, ElasticMembers.names(size), (group, world) -> {
                    ElasticMembers.await(group, size);
                    MemorySegment values = Expected.copy(inputs.get(group.rank()));
                    MemorySegment chunk = group.reduceScatter(values, values, reduction, Kind.DENSE);
                    assertThat(chunk.byteSize())
                            .isEqualTo(Expected.chunk(reduction, mean, group.rank(), size)
                                    .byteSize());
                    group.allGatherChunks(values, reduction.type(), Kind.DENSE, group.contributors());
                    // Integer sums are the same in whatever order they are taken.
                    assertThat(values.mismatch(mean)).isNegative();
                    group.barrier();
                    done.add(world.node().name());
                });
        members.requireEnded();
        assertThat(members.failures).isEmpty();
        assertThat(done).hasSize(size);
    }

    @Test
    void treesGoToo() {
        List<MemorySegment> inputs = Expected.arrays(ElementType.FLOAT32, 9001, 5);
        MemorySegment sum = Expected.allReduce(Algorithm.TREE, Reduction.FLOAT32_SUM, inputs);
        Set<String> done = new TreeSet<>();
        new ElasticMembers(4, LINK, FaultSchedule.NONE, ElasticMembers.names(5), (group, world) -> {
            ElasticMembers.await(group, 5);
            group.use(new Selector.Fixed(Algorithm.TREE));
            List<AllReduce> many = Stream.generate(() -> Expected.copy(inputs.get(group.rank())))
                    .limit(5)
                    .map(values -> AllReduce.dense(values, values, Reduction.FLOAT32_SUM, Kind.DENSE))
                    .toList();
            group.allReduceMany(many.subList(1, 5), 3);
            ElasticMembers.reduce(group, many.getFirst());
            many.forEach(
                    operation -> assertThat(operation.target().mismatch(sum)).isNegative());
            group.barrier();
            done.add(world.node().name());
        });
        assertThat(done).hasSize(5);
    }

    /** One latency for each of four hops, and one for the round at the end, whether it is for one operation or eight. */
    @Test
    void manySmallOperationsTakeTheTimeOfOneWhereLatencyIsLong() {
        Link far = new Link(new Bandwidth(1e9), Duration.ofMillis(50), 0);
        Map<Integer, Double> seconds = new TreeMap<>();
        ElasticMembers members =
                new ElasticMembers(5, far, FaultSchedule.NONE, ElasticMembers.names(3), (group, world) -> {
                    ElasticMembers.await(group, 3);
                    for (int maxInFlight : new int[] {1, 2, 8}) {
                        group.barrier();
                        seconds.merge(maxInFlight, seconds(group, world, 8, maxInFlight), Math::max);
                    }
                    group.barrier();
                    seconds.merge(0, seconds(group, world, 1, 1), Math::max);
                    group.barrier();
                });
        members.requireEnded();
        assertThat(members.failures).isEmpty();
        System.out.println("Seconds of one all-reduce (0), and of eight with so many in flight: " + seconds);
        assertThat(seconds.get(0)).isBetween(0.25, 0.3);
        assertThat(seconds.get(1)).isGreaterThan(7 * seconds.get(0));
        assertThat(seconds.get(2)).isLessThan(0.6 * seconds.get(1));
        assertThat(seconds.get(8)).isLessThan(1.5 * seconds.get(0));
    }

    private static double seconds(ElasticGroup group, SimulatedWorld world, int count, int maxInFlight)
            throws InterruptedException {
        List<AllReduce> operations = Stream.generate(() -> Arena.ofAuto().allocate(64 << 10, Long.BYTES))
                .limit(count)
                .map(values -> AllReduce.dense(values, values, Reduction.FLOAT32_SUM, Kind.DENSE))
                .toList();
        long start = world.elapsed().toNanos();
        group.allReduceMany(operations, maxInFlight);
        return (world.elapsed().toNanos() - start) / 1e9;
    }

    @Test
    void whoBringsNoNumberLeavesWithItsArrayAsItWasAndTheOthersGoOn() {
        Map<String, List<Integer>> contributors = new TreeMap<>();
        Set<String> left = new TreeSet<>();
        ElasticMembers members =
                new ElasticMembers(6, LINK, FaultSchedule.NONE, ElasticMembers.names(3), (group, world) -> {
                    ElasticMembers.await(group, 3);
                    MemorySegment values = Expected.array(ElementType.FLOAT32, LONG, group.rank());
                    values.setAtIndex(ValueLayout.JAVA_FLOAT, LONG - 1, group.rank() == 1 ? Float.NaN : 1);
                    MemorySegment before = Expected.copy(values);
                    try {
                        group.allReduceQuantised(values, values, Reduction.FLOAT32_SUM, BYTES, random(group.rank()));
                        contributors.put(world.node().name(), group.contributors());
                        group.barrier();
                    } catch (NonFiniteValueException e) {
                        assertThat(values.mismatch(before)).isNegative();
                        left.add(world.node().name());
                    }
                });
        members.requireEnded();
        assertThat(members.failures).isEmpty();
        assertThat(left).hasSize(1);
        assertThat(contributors).hasSize(2);
        assertThat(contributors.values()).allSatisfy(by -> assertThat(by).hasSize(2));
    }
}

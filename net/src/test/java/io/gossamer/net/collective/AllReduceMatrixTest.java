package io.gossamer.net.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.codec.message.Kind;
import io.gossamer.net.reduction.ElementType;
import io.gossamer.net.reduction.Operator;
import io.gossamer.net.reduction.Reduction;
import io.gossamer.net.schedule.Algorithm;
import io.gossamer.net.schedule.Chunks;
import io.gossamer.net.schedule.Schedule;
import io.gossamer.net.schedule.Selector;
import io.gossamer.net.shape.Link;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All-reduce, reduce-scatter and all-gather of every type by every operator among 2 to 8 nodes. */
class AllReduceMatrixTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int LONG = 1_000_003;
    /** The long arrays for every combination take a minute or two: {@code -Dgossamer.collectives=all}. */
    private static final boolean ALL = "all".equals(System.getProperty("gossamer.collectives"));

    private static final int USUAL = ALL ? LONG : 10_007;

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
    void allNodesHaveTheResultOfTheStatedOrder(int nodes) throws Exception {
        try (LoopbackMesh mesh = new LoopbackMesh(nodes, Link.NONE, TIMEOUT)) {
            for (ElementType type : ElementType.values()) {
                List<Trial> trials = Trial.all(type);
                for (int elements : new int[] {1, nodes - 1, nodes, USUAL}) {
                    assertAllReduced(mesh, elements, trials);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 8})
    void aMillionFloatsAreSummedInTheStatedOrder(int nodes) throws Exception {
        try (LoopbackMesh mesh = new LoopbackMesh(nodes, Link.NONE, TIMEOUT)) {
            assertAllReduced(mesh, LONG, List.of(new Trial(Reduction.FLOAT32_SUM, Algorithm.RING)));
            Reduction mean = new Reduction(ElementType.BFLOAT16, Operator.AVG);
            assertAllReduced(mesh, LONG, List.of(new Trial(mean, Algorithm.TREE)));
        }
    }

    /** One all-reduce. */
    private record Trial(Reduction reduction, Algorithm algorithm) {
        static List<Trial> all(ElementType type) {
            return Arrays.stream(Operator.values())
                    .flatMap(operator -> Arrays.stream(Algorithm.values())
                            .map(algorithm -> new Trial(new Reduction(type, operator), algorithm)))
                    .toList();
        }

        MemorySegment run(MeshGroup group, MemorySegment input) throws InterruptedException {
            group.use(new Selector.Fixed(algorithm));
            MemorySegment source = Expected.copy(input);
            boolean inPlace = group.rank() % 2 == 0;
            MemorySegment target = inPlace ? source : Arena.ofAuto().allocate(source.byteSize(), Long.BYTES);
            assertThat(group.allReduce(source, target, reduction, Kind.DENSE)).isEqualTo(group.size());
            assertThat(inPlace || source.mismatch(input) < 0).isTrue();
            return target;
        }

        MemorySegment expected(List<MemorySegment> inputs) {
            Algorithm used = new Selector.Fixed(algorithm).choose(inputs.getFirst().byteSize(), inputs.size());
            return Expected.allReduce(used, reduction, inputs);
        }
    }

    /** All trials are of one type. Long arrays are tried one by one, for the results of all would fill the memory. */
    private static void assertAllReduced(LoopbackMesh mesh, int elements, List<Trial> trials) throws Exception {
        if (elements == LONG && trials.size() > 1) {
            for (Trial trial : trials) {
                assertAllReduced(mesh, elements, List.of(trial));
            }
            return;
        }
        ElementType type = trials.getFirst().reduction().type();
        List<MemorySegment> inputs = Expected.arrays(type, elements, mesh.groups.size());
        List<List<MemorySegment>> results = mesh.run(group -> {
            List<MemorySegment> targets = new ArrayList<>();
            for (Trial trial : trials) {
                targets.add(trial.run(group, inputs.get(group.rank())));
            }
            return targets;
        });
        for (int i = 0; i < trials.size(); i++) {
            int trial = i;
            MemorySegment expected = trials.get(i).expected(inputs);
            assertThat(results)
                    .as("%s of %d", trials.get(i), elements)
                    .allMatch(targets -> targets.get(trial).mismatch(expected) < 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void eachNodeHasItsChunkOfTheResult(int nodes) throws Exception {
        Reduction reduction = new Reduction(ElementType.FLOAT32, Operator.AVG);
        try (LoopbackMesh mesh = new LoopbackMesh(nodes, Link.NONE, TIMEOUT)) {
            for (int elements : new int[] {0, 1, nodes, 200_003}) {
                List<MemorySegment> inputs = Expected.arrays(reduction.type(), elements, nodes);
                List<MemorySegment> results = mesh.run(group -> {
                    MemorySegment source = Expected.copy(inputs.get(group.rank()));
                    MemorySegment target =
                            group.rank() == 0 ? source : Arena.ofAuto().allocate(source.byteSize(), 4);
                    return group.reduceScatter(source, target, reduction, Kind.DENSE);
                });
                for (int rank = 0; rank < nodes; rank++) {
                    MemorySegment expected = Expected.inOrder(
                            reduction, Expected.chunks(reduction, inputs, rank), (rank + 1) % nodes);
                    reduction.finish(expected, nodes);
                    assertThat(results.get(rank).mismatch(expected)).isNegative();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void gatheredChunksAreThoseOfAll(int nodes) throws Exception {
        ElementType type = ElementType.INT16;
        Reduction any = new Reduction(type, Operator.SUM);
        try (LoopbackMesh mesh = new LoopbackMesh(nodes, Link.NONE, TIMEOUT)) {
            for (int elements : new int[] {0, 1, nodes, 300_001}) {
                MemorySegment whole = Expected.array(type, elements, 0);
                List<MemorySegment> results = mesh.run(group -> {
                    MemorySegment values = Arena.ofAuto().allocate(whole.byteSize(), 2);
                    Expected.chunk(any, values, group.rank(), nodes)
                            .copyFrom(Expected.chunk(any, whole, group.rank(), nodes));
                    group.allGatherChunks(values, type, Kind.DENSE);
                    return values;
                });
                assertThat(results).allMatch(values -> values.mismatch(whole) < 0);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void bytesAreThoseOfTheFormula(Algorithm algorithm) throws Exception {
        int nodes = 5;
        int elements = algorithm == Algorithm.DIRECT ? 1001 : 100_003;
        try (LoopbackMesh mesh = new LoopbackMesh(nodes, Link.NONE, TIMEOUT)) {
            for (ElementType type : ElementType.values()) {
                List<Long> sent = mesh.run(group -> {
                    group.use(new Selector.Fixed(algorithm));
                    long before = group.traffic().sent().get(Kind.DENSE);
                    MemorySegment values = Arena.ofAuto().allocate((long) elements * type.bytes(), 8);
                    group.allReduce(values, values, new Reduction(type, Operator.SUM), Kind.DENSE);
                    return group.traffic().sent().get(Kind.DENSE) - before;
                });
                for (int rank = 0; rank < nodes; rank++) {
                    assertThat(sent.get(rank))
                            .isEqualTo(elementsSent(algorithm, rank, nodes, elements) * type.bytes())
                            .isEqualTo(Schedule.allReduce(algorithm, rank, nodes).elementsSent(elements)
                                    * type.bytes());
                }
            }
        }
    }

    /** 2 (W - 1) / W of all around the ring, as far as chunks are equal; once per edge and direction in the tree. */
    private static long elementsSent(Algorithm algorithm, int rank, int nodes, long elements) {
        Chunks chunks = new Chunks(elements, nodes);
        return switch (algorithm) {
            case RING -> 2 * elements - chunks.size((rank + 1) % nodes) - chunks.size((rank + 2) % nodes);
            case TREE -> elements * new int[] {3, 1, 2, 1, 1}[rank];
            case DIRECT -> elements * (nodes - 1);
        };
    }

    @Test
    void arraysThatDoNotFitAreRefused() throws Exception {
        try (LoopbackMesh mesh = new LoopbackMesh(2, Link.NONE, TIMEOUT)) {
            MeshGroup group = mesh.groups.getFirst();
            MemorySegment memory = Arena.ofAuto().allocate(64);
            assertThatThrownBy(() ->
                            group.allReduce(memory.asSlice(0, 7), memory.asSlice(8, 7), Reduction.FLOAT32_SUM, Kind.DENSE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("7 bytes are no array of float32");
            assertThatThrownBy(() ->
                            group.allReduce(memory.asSlice(0, 8), memory.asSlice(8, 4), Reduction.FLOAT32_SUM, Kind.DENSE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("A target of 4 bytes");
            assertThatThrownBy(() ->
                            group.allReduce(memory.asSlice(0, 8), memory.asSlice(4, 8), Reduction.FLOAT32_SUM, Kind.DENSE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("overlaps");
        }
    }

    @Test
    void anAbortLeavesTheSourceAsItWas() throws Exception {
        int elements = 2_000_003;
        List<MemorySegment> inputs = Expected.arrays(ElementType.FLOAT32, elements, 4);
        List<MemorySegment> sources = inputs.stream().map(Expected::copy).toList();
        try (LoopbackMesh mesh = new LoopbackMesh(4, Link.NONE, TIMEOUT)) {
            List<Future<Object>> nodes = mesh.start(group -> {
                MemorySegment source = sources.get(group.rank());
                MemorySegment target = Arena.ofAuto().allocate(source.byteSize(), 4);
                while (true) {
                    group.allReduce(source, target, Reduction.FLOAT32_SUM, Kind.DENSE);
                }
            });
            Thread.sleep(200);
            mesh.worlds.get(2).close();
            for (Future<Object> node : nodes) {
                assertThatThrownBy(() -> LoopbackMesh.get(node)).isInstanceOf(PeerFailureException.class);
            }
        }
        for (int rank = 0; rank < 4; rank++) {
            assertThat(sources.get(rank).mismatch(inputs.get(rank))).isNegative();
        }
    }
}

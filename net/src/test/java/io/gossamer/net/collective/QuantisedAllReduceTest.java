package io.gossamer.net.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.codec.Codecs;
import io.gossamer.codec.array.NonFiniteValueException;
import io.gossamer.codec.message.Kind;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.net.quantisation.Quantiser;
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
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantisedAllReduceTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int LONG = 1_000_003;
    /** The long arrays for every combination take a minute or two: {@code -Dgossamer.collectives=all}. */
    private static final boolean ALL = "all".equals(System.getProperty("gossamer.collectives"));

    private static final int USUAL = ALL ? LONG : 5003;
    private static final Quantiser BYTES = new Quantiser.MinMax(8);
    private static final List<Algorithm> COMBINING = List.of(Algorithm.RING, Algorithm.TREE);

    private static List<Quantiser> quantisers() {
        Stream<Quantiser> levels = Stream.of(
                BYTES, new Quantiser.MinMax(16), new Quantiser.ZeroPointScale(8), new Quantiser.ZeroPointScale(16));
        Stream<Quantiser> codecs = Stream.of("u8", "u4(stochastic)", "bf16", "sign", "topk(0.01)")
                .map(spec -> new Quantiser.ByCodec(Codecs.parse(spec)));
        return Stream.concat(levels, codecs).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
    void allNodesEndWithTheSameBitsForEveryTypeAndOperator(int nodes) throws Exception {
        try (LoopbackMesh mesh = new LoopbackMesh(nodes, Link.NONE, TIMEOUT)) {
            for (ElementType type : ElementType.values()) {
                List<Trial> trials = Arrays.stream(Operator.values())
                        .flatMap(operator -> Trial.all(new Reduction(type, operator), BYTES))
                        .toList();
                for (int elements : new int[] {1, nodes - 1, nodes, USUAL}) {
                    assertIdentical(mesh, elements, trials);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
    void allNodesEndWithTheSameBitsForEveryQuantiser(int nodes) throws Exception {
        try (LoopbackMesh mesh = new LoopbackMesh(nodes, Link.NONE, TIMEOUT)) {
            List<Trial> trials = quantisers().stream()
                    .flatMap(quantiser -> Trial.all(Reduction.FLOAT32_SUM, quantiser))
                    .toList();
            for (int elements : new int[] {1, nodes - 1, nodes, USUAL}) {
                assertIdentical(mesh, elements, trials);
            }
        }
    }

    @Test
    void allNodesEndWithTheSameBitsOfAMillionFloats() throws Exception {
        try (LoopbackMesh mesh = new LoopbackMesh(3, Link.NONE, TIMEOUT)) {
            assertIdentical(mesh, LONG, List.of(new Trial(Reduction.FLOAT32_SUM, BYTES, Algorithm.RING)));
        }
    }

    /** One all-reduce. */
    private record Trial(Reduction reduction, Quantiser quantiser, Algorithm algorithm) {
        static Stream<Trial> all(Reduction reduction, Quantiser quantiser) {
            return COMBINING.stream().map(algorithm -> new Trial(reduction, quantiser, algorithm));
        }

        MemorySegment run(MeshGroup group, MemorySegment input) throws InterruptedException {
            group.use(new Selector.Fixed(algorithm));
            MemorySegment source = Expected.copy(input);
            boolean inPlace = group.rank() % 2 == 1;
            MemorySegment target = inPlace ? source : Arena.ofAuto().allocate(source.byteSize(), Long.BYTES);
            group.allReduceQuantised(source, target, reduction, quantiser, random(group.rank()));
            assertThat(inPlace || source.mismatch(input) < 0).isTrue();
            return target;
        }
    }

    /** All trials are of one type. */
    private static void assertIdentical(LoopbackMesh mesh, int elements, List<Trial> trials) throws Exception {
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
            MemorySegment first = results.getFirst().get(i);
            assertThat(results)
                    .as("%s of %d", trials.get(i), elements)
                    .allMatch(targets -> targets.get(trial).mismatch(first) < 0);
        }
    }

    private static RandomStream random(int rank) {
        return RandomStream.of(1, Purpose.CODEC, rank, 0, 0);
    }

    /** Each hop errs by half a step of what has been summed so far, and the result once more. */
    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void aSumIsAsFarFromTheExactOneAsItsHopsAllow(int nodes) throws Exception {
        List<MemorySegment> inputs = Expected.arrays(ElementType.FLOAT32, 50_000, nodes);
        try (LoopbackMesh mesh = new LoopbackMesh(nodes, Link.NONE, TIMEOUT)) {
            for (Algorithm algorithm : COMBINING) {
                MemorySegment exact = Expected.allReduce(algorithm, Reduction.FLOAT32_SUM, inputs);
                Trial trial = new Trial(Reduction.FLOAT32_SUM, BYTES, algorithm);
                MemorySegment sum = mesh.run(group -> trial.run(group, inputs.get(group.rank())))
                        .getFirst();
                double bound = 0;
                for (int summed = 1; summed <= nodes; summed++) {
                    bound += 0.5 * 8 * summed / 255;
                }
                double largest = 0;
                for (long at = 0; at < sum.byteSize(); at += Float.BYTES) {
                    float error = sum.get(ValueLayout.JAVA_FLOAT, at) - exact.get(ValueLayout.JAVA_FLOAT, at);
                    largest = Math.max(largest, Math.abs(error));
                }
                assertThat(largest).isPositive().isLessThan(bound + 1e-5);
            }
        }
    }

    /** Arrays of one value are exact at each hop. */
    @Test
    void constantsAreSummedExactly() throws Exception {
        try (LoopbackMesh mesh = new LoopbackMesh(4, Link.NONE, TIMEOUT)) {
            List<float[]> sums = mesh.run(group -> {
                float[] values = new float[30_000];
                Arrays.fill(values, -(group.rank() + 0.5f));
                MemorySegment array = MemorySegment.ofArray(values);
                group.allReduceQuantised(
                        array, array, new Reduction(ElementType.FLOAT32, Operator.AVG), BYTES, random(group.rank()));
                return values;
            });
            assertThat(sums).allSatisfy(sum -> assertThat(sum).containsOnly(-2f));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void bytesAreThoseOfTheFormula(int bits) throws Exception {
        int nodes = 3;
        int elements = 100_001;
        List<Quantiser> both = List.of(new Quantiser.MinMax(bits), new Quantiser.ZeroPointScale(bits));
        try (LoopbackMesh mesh = new LoopbackMesh(nodes, Link.NONE, TIMEOUT)) {
            for (Quantiser quantiser : both) {
                List<Long> sent = mesh.run(group -> {
                    long before = group.traffic().sent().get(Kind.COMPRESSED);
                    MemorySegment values = Arena.ofAuto().allocate(4L * elements, 4);
                    group.allReduceQuantised(values, values, Reduction.FLOAT32_SUM, quantiser, random(group.rank()));
                    return group.traffic().sent().get(Kind.COMPRESSED) - before;
                });
                Chunks chunks = new Chunks(elements, nodes);
                for (int rank = 0; rank < nodes; rank++) {
                    long expected = 0;
                    for (int chunk = 0; chunk < nodes; chunk++) {
                        int times = 2 - (chunk == (rank + 1) % nodes ? 1 : 0) - (chunk == (rank + 2) % nodes ? 1 : 0);
                        long bytes = 4 * chunks.size(chunk);
                        long pieces = Math.ceilDiv(bytes, new Schedule(0, 1, 8, List.of()).pieceBytes(bytes));
                        expected += times * (chunks.size(chunk) * bits / 8 + 8 * pieces);
                    }
                    assertThat(sent.get(rank)).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void aDivergedNodeEndsTheGroupAndSaysWhy() throws Exception {
        try (LoopbackMesh mesh = new LoopbackMesh(3, Link.NONE, TIMEOUT)) {
            List<Future<Object>> nodes = mesh.start(group -> {
                float[] values = new float[30_000];
                values[29_999] = group.rank() == 1 ? Float.NaN : 0;
                MemorySegment array = MemorySegment.ofArray(values);
                group.allReduceQuantised(array, array, Reduction.FLOAT32_SUM, BYTES, random(group.rank()));
                return values;
            });
            assertThatThrownBy(() -> LoopbackMesh.get(nodes.get(1))).isInstanceOf(NonFiniteValueException.class);
            for (int other : new int[] {0, 2}) {
                assertThatThrownBy(() -> LoopbackMesh.get(nodes.get(other)))
                        .isInstanceOf(PeerFailureException.class)
                        .hasMessageContaining("worker 1 stopped: a piece of the array holds NaN");
            }
        }
    }

    @Test
    void bytesThatNoQuantiserWroteAreBlamedOnTheirSender() throws Exception {
        try (LoopbackMesh mesh = new LoopbackMesh(2, Link.NONE, TIMEOUT)) {
            int elements = 2000;
            Future<Object> honest = LoopbackMesh.start(mesh.groups.getFirst(), group -> {
                MemorySegment values = Arena.ofAuto().allocate(4L * elements, 4);
                group.use(new Selector.Fixed(Algorithm.TREE));
                group.allReduceQuantised(values, values, Reduction.FLOAT32_SUM, BYTES, random(0));
                return values;
            });
            MemorySegment lie = Arena.ofAuto().allocate(8 + elements);
            lie.set(ValueLayout.JAVA_FLOAT, 4, Float.NaN);
            MemorySegment header = Arena.ofAuto().allocate(10);
            header.set(ValueLayout.JAVA_INT_UNALIGNED, 0, (int) lie.byteSize());
            header.set(ValueLayout.JAVA_BYTE, 5, (byte) 16);
            header.set(ValueLayout.JAVA_INT_UNALIGNED, 6, 1);
            mesh.send(1, 0, header);
            mesh.send(1, 0, lie);
            assertThatThrownBy(() -> LoopbackMesh.get(honest))
                    .isInstanceOf(PeerFailureException.class)
                    .hasMessageContaining("worker 1 broke the protocol")
                    .hasMessageContaining("NaN");
        }
    }
}

package io.gossamer.train.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.codec.array.Codec;
import io.gossamer.codec.array.SignCodec;
import io.gossamer.codec.memory.ErrorFeedback;
import io.gossamer.codec.memory.Memory;
import io.gossamer.codec.message.Kind;
import io.gossamer.codec.message.Votes;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.net.collective.Group;
import io.gossamer.train.cluster.SimulatedGroup;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exact checks of sheet 70 that concern the compressed all-reduce. */
class TwoPhaseMeanTest {
    private static final Codec SIGN = SignCodec.rootMeanSquare();

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    @Test
    void givesTheGoldenResultsOfTwoNodesAndFourElements() {
        float[][] inputs = {{1, -2, 3, -4}, {-1, 2, 1, 0}};
        float[][][] results = new float[2][2][];
        FlatLayout layout = FlatLayout.of(List.of("x"), List.of(new long[] {4}));
        SimulatedGroup.of(2)
                .run(group -> {
                    try (FlatTensors x = FlatTensors.zeros(layout);
                            TwoPhaseMean exchange = exchange(group, layout, count -> 2)) {
                        for (int call = 0; call < 2; call++) {
                            x.memory(0).copyFrom(MemorySegment.ofArray(inputs[group.rank()]));
                            exchange.mean(x, call, Votes.NONE);
                            results[group.rank()][call] = x.memory(0).toArray(ValueLayout.JAVA_FLOAT);
                        }
                    }
                })
                .requireReturned();
        for (float[][] ofNode : results) {
            assertThat(ofNode[0]).containsExactly(new float[] {0.7569340f, -0.7569340f, 1.5f, -1.5f}, within(1e-6f));
            assertThat(ofNode[1])
                    .containsExactly(new float[] {-1.7828974f, -1.7828974f, 2.3470998f, -2.3470998f}, within(1e-6f));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void whatWasSaidAndWhatIsKeptAddUpToAllThatCameIn(int nodes) {
        int size = 100;
        int calls = 20;
        FlatLayout layout = FlatLayout.of(List.of("x"), List.of(new long[] {10, 10}));
        double[] came = new double[size];
        double[][] said = new double[nodes][size];
        double[] kept = new double[size];
        SimulatedGroup.of(nodes)
                .run(group -> {
                    Kept worker = new Kept();
                    Kept server = new Kept();
                    try (FlatTensors x = FlatTensors.zeros(layout);
                            TwoPhaseMean exchange = new TwoPhaseMean(
                                    group, layout, 1, Allocation.everything(step -> SIGN), worker, server)) {
                        for (int call = 0; call < calls; call++) {
                            RandomStream.of(3, Purpose.TEST, group.rank(), call, 0)
                                    .fillNormal(x.memory(0), 0, 1);
                            add(x, 1.0 / nodes, came);
                            exchange.mean(x, call, Votes.NONE);
                            add(x, 1, said[group.rank()]);
                        }
                    }
                    worker.addTo(kept, 0, 1.0 / nodes);
                    server.addTo(kept, group.rank() * TwoPhaseMean.chunk(size, nodes), 1);
                })
                .requireReturned();
        for (double[] ofNode : said) {
            assertThat(ofNode).containsExactly(said[0]);
        }
        for (int i = 0; i < size; i++) {
            assertThat(said[0][i] + kept[i]).isCloseTo(came[i], within(1e-4));
        }
    }

    @Test
    void oneNodeKeepsEveryBitAndManySendTheBytesOfTheSheet() {
        FlatLayout layout = FlatLayout.of(List.of("x"), List.of(new long[] {4096}));
        long[] compressed = new long[4];
        SimulatedGroup.of(4)
                .run(group -> {
                    try (FlatTensors x = FlatTensors.zeros(layout);
                            TwoPhaseMean exchange =
                                    exchange(group, layout, count -> TwoPhaseMean.chunk(count, group.size()))) {
                        exchange.mean(x, 0, Votes.NONE);
                        compressed[group.rank()] = group.traffic().sent().get(Kind.COMPRESSED);
                    }
                })
                .requireReturned();
        // D/8 (n-1)/n and D/(8n) (n-1) bytes of signs; a scale and a section's header (tensor, format, count, length)
        // each.
        long signs = 4096 / 8 / 4 * 3 * 2;
        assertThat(compressed).containsOnly(signs + 6 * (4 + 1 + 1 + 2 + 2));
        SimulatedGroup.of(1)
                .run(group -> {
                    try (FlatTensors x = FlatTensors.zeros(layout);
                            TwoPhaseMean exchange = exchange(group, layout, count -> 4096)) {
                        RandomStream.of(3, Purpose.TEST, 0, 0, 0).fillNormal(x.memory(0), 0, 1);
                        float[] before = x.memory(0).toArray(ValueLayout.JAVA_FLOAT);
                        Votes own = new Votes(true, false);
                        assertThat(exchange.mean(x, 0, own)).isEqualTo(own);
                        assertThat(x.memory(0).toArray(ValueLayout.JAVA_FLOAT)).containsExactly(before);
                    }
                })
                .requireReturned();
    }

    @Test
    void chunksAreWholeBytesAsInTheOfficialCode() {
        assertThat(TwoPhaseMean.chunk(1, 2)).isEqualTo(8);
        assertThat(TwoPhaseMean.chunk(17, 2)).isEqualTo(16);
        assertThat(TwoPhaseMean.chunk(73, 3)).isEqualTo(48);
        assertThat(TwoPhaseMean.chunk(33, 4)).isEqualTo(16);
    }

    private static TwoPhaseMean exchange(Group group, FlatLayout layout, LongUnaryOperator chunk) {
        return new TwoPhaseMean(
                group, layout, 1, Allocation.everything(step -> SIGN), ErrorFeedback::new, ErrorFeedback::new, chunk);
    }

    private static void add(FlatTensors x, double factor, double[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * x.memory(0).getAtIndex(ValueLayout.JAVA_FLOAT, i);
        }
    }

    /** Makes error feedback whose residual can be looked at afterwards. */
    private static final class Kept implements CodedMean.MemoryFactory, StateVisitor {
        private ErrorFeedback memory;
        private float[] residual;

        @Override
        public Memory create(Arena arena, long[] counts) {
            memory = new ErrorFeedback(Arena.ofAuto(), counts);
            return memory;
        }

        void addTo(double[] sum, long from, double factor) {
            memory.visitState(this);
            for (int i = 0; i < residual.length && from + i < sum.length; i++) {
                sum[(int) from + i] += factor * residual[i];
            }
        }

        @Override
        public void floats(String name, MemorySegment values, long... shape) {
            residual = values.toArray(ValueLayout.JAVA_FLOAT);
        }

        @Override
        public void longs(String name, long[] values) {
            throw new AssertionError(name);
        }

        @Override
        public void doubles(String name, double[] values) {
            throw new AssertionError(name);
        }
    }
}

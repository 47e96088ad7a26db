package io.gossamer.train.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.codec.Codecs;
import io.gossamer.codec.array.Codec;
import io.gossamer.codec.array.SignCodec;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.lowrank.LowRankCodec;
import io.gossamer.codec.memory.ErrorFeedback;
import io.gossamer.codec.memory.NoMemory;
import io.gossamer.codec.message.Votes;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.net.collective.Group;
import io.gossamer.train.cluster.SimulatedGroup;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the exchanges measure of their own messages, against what is computed without them. */
class ErrorMeterTest {
    private static final int ROWS = 6;
    private static final int COLUMNS = 50;
    private static final long SEED = 5;
    private static final FlatLayout LAYOUT =
            FlatLayout.of(List.of("weight", "bias"), List.of(new long[] {ROWS, COLUMNS}, new long[] {ROWS}));

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    private static FlatTensors input(int node, long step) {
        FlatTensors x = FlatTensors.zeros(LAYOUT);
        RandomStream.of(3, Purpose.TEST, node, step, 0).fillNormal(x.memory(0), 0, 1);
        RandomStream.of(3, Purpose.TEST, node, step, 1).fillNormal(x.memory(1), 0, 1);
        return x;
    }

    private static float[] floats(FlatTensors tensors, int tensor) {
        return tensors.memory(tensor).toArray(ValueLayout.JAVA_FLOAT);
    }

    /** What node 0 of two tells over some steps of which it measures all but the second. */
    private static List<Spoken> spoken(int steps, Function<Group, Exchange> make) {
        List<Spoken> spoken = new ArrayList<>();
        SimulatedGroup.of(2)
                .run(group -> {
                    ErrorMeter meter = new ErrorMeter(spoken::add);
                    try (Exchange exchange = make.apply(group)) {
                        exchange.measure(meter);
                        for (int step = 0; step < steps; step++) {
                            if (group.rank() == 0 && step != 1) {
                                meter.arm();
                            }
                            try (FlatTensors x = input(group.rank(), step)) {
                                exchange.mean(x, step, Votes.NONE);
                            }
                        }
                    }
                })
                .requireReturned();
        return spoken;
    }

    private static double error(float[] said, float[] decoded) {
        double lost = 0;
        double all = 0;
        for (int i = 0; i < said.length; i++) {
            lost += Math.pow((double) said[i] - decoded[i], 2);
            all += Math.pow(said[i], 2);
        }
        return Math.sqrt(lost / all);
    }

    /** Padding is by the nodes that are there, and so is what one says. */
    @Test
    void whatGrowsFromOneMeasurementToTheNextIsKeptWhole() {
        ErrorMeter meter = ErrorMeter.idle();
        for (int length : List.of(ROWS + 2, ROWS + 9, ROWS)) {
            float[] said = new float[length];
            Arrays.fill(said, 0, ROWS, length);
            meter.arm();
            meter.keep(1, MemorySegment.ofArray(said));
            assertThat(meter.judge(1, LAYOUT.entries().get(1), MemorySegment.ofArray(said), ROWS))
                    .isEqualTo(new Said("bias", ROWS, 0, 8));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"topk(0.05)+f16", "randk(0.1)+f32", "sign", "qsgd(3)", "u4+rans", "f32"})
    void aCodedMeanMeasuresWhatItsCodecLosesAndTakes(String spec) throws CorruptMessageException {
        Codec codec = Codecs.parse(spec);
        List<Spoken> spoken = spoken(
                4,
                group -> new CodedMean(
                        group, LAYOUT, SEED, Allocation.matrices(step -> codec), (arena, counts) -> new NoMemory()));

        assertThat(spoken).extracting(Spoken::step).containsExactly(0L, 2L, 3L);
        for (Spoken told : spoken) {
            float[] said;
            try (FlatTensors x = input(0, told.step())) {
                said = floats(x, 0);
            }
            float[] decoded = new float[said.length];
            long bytes;
            try (ByteWriter coded = new ByteWriter()) {
                RandomStream random = RandomStream.of(SEED, Purpose.CODEC, 0, told.step(), 0);
                codec.encode(MemorySegment.ofArray(said), random, coded);
                bytes = coded.position();
                codec.decode(new ByteReader(coded.written()), MemorySegment.ofArray(decoded));
            }
            Said weight = told.said().getFirst();
            assertThat(weight.tensor()).isEqualTo("weight");
            assertThat(weight.elements()).isEqualTo(ROWS * COLUMNS);
            assertThat(weight.error()).isCloseTo(error(said, decoded), within(1e-12));
            assertThat(weight.bits()).isEqualTo(bytes * 8.0 / said.length);
            assertThat(told.said().getLast()).isEqualTo(new Said("bias", ROWS, 0, 32));
            assertThat(told.served()).isEmpty();
        }
    }

    @Test
    void whatWasKeptBackBeforeIsPartOfWhatIsSaid() {
        FlatLayout four = FlatLayout.of(List.of("x"), List.of(new long[] {2, 2}));
        List<Said> said = new ArrayList<>();
        SimulatedGroup.of(1)
                .run(group -> {
                    ErrorMeter meter = new ErrorMeter(told -> said.addAll(told.said()));
                    try (FlatTensors x = FlatTensors.zeros(four);
                            Exchange exchange = new CodedMean(
                                    group,
                                    four,
                                    SEED,
                                    Allocation.everything(step -> Codecs.parse("topk(0.5)+f32")),
                                    ErrorFeedback::new)) {
                        exchange.measure(meter);
                        for (int step = 0; step < 2; step++) {
                            meter.arm();
                            x.memory(0).copyFrom(MemorySegment.ofArray(new float[] {1, -2, 3, -4}));
                            exchange.mean(x, step, Votes.NONE);
                        }
                    }
                })
                .requireReturned();
        // First 3 and -4 are said; then 1, -2, 3, -4 and what was left, 2, -4, 3, -4, of which both fours.
        assertThat(said.getFirst().error()).isCloseTo(Math.sqrt(5.0 / 30), within(1e-12));
        assertThat(said.getLast().error()).isCloseTo(Math.sqrt((4.0 + 9) / (4 + 16 + 9 + 16)), within(1e-12));
    }

    /** Where nobody watches, a codec may fold what is kept back into its own passes; that must not be seen in the bits. */
    @ParameterizedTest
    @ValueSource(strings = {"topk(0.05)+f16", "dgc(0.05)+f16", "sign", "u4", "u8+rans", "lowrank(2,50)"})
    void measuringChangesNothing(String spec) {
        assertThat(means(spec, true)).isDeepEqualTo(means(spec, false));
    }

    /** What node 1 hears over some steps, with error feedback on both. */
    private static float[][] means(String spec, boolean measured) {
        Codec codec = Codecs.parse(spec);
        float[][] means = new float[4][];
        SimulatedGroup.of(2)
                .run(group -> {
                    ErrorMeter meter = new ErrorMeter(told -> {});
                    try (Exchange exchange = new CodedMean(
                            group, LAYOUT, SEED, Allocation.matrices(step -> codec), ErrorFeedback::new)) {
                        exchange.measure(meter);
                        for (int step = 0; step < means.length; step++) {
                            if (measured && group.rank() == 0) {
                                meter.arm();
                            }
                            try (FlatTensors x = input(group.rank(), step)) {
                                exchange.mean(x, step, Votes.NONE);
                                if (group.rank() == 1) {
                                    means[step] = floats(x, 0);
                                }
                            }
                        }
                    }
                })
                .requireReturned();
        return means;
    }

    @Test
    void twoPhasesMeasureTheWorkerAndTheServer() {
        float[][] inputs = {{1, -2, 3, -4}, {-1, 2, 1, 0}};
        FlatLayout four = FlatLayout.of(List.of("x"), List.of(new long[] {4}));
        List<Spoken> spoken = new ArrayList<>();
        SimulatedGroup.of(2)
                .run(group -> {
                    ErrorMeter meter = new ErrorMeter(spoken::add);
                    try (FlatTensors x = FlatTensors.zeros(four);
                            TwoPhaseMean exchange = new TwoPhaseMean(
                                    group,
                                    four,
                                    SEED,
                                    Allocation.everything(step -> SignCodec.rootMeanSquare()),
                                    ErrorFeedback::new,
                                    ErrorFeedback::new,
                                    count -> 2)) {
                        exchange.measure(meter);
                        for (int call = 0; call < 2; call++) {
                            if (group.rank() == 0) {
                                meter.arm();
                            }
                            x.memory(0).copyFrom(MemorySegment.ofArray(inputs[group.rank()]));
                            exchange.mean(x, call, Votes.NONE);
                        }
                    }
                })
                .requireReturned();
        double[] zero = {1, -2, 3, -4};
        double[] one = {-1, 2, 1, 0};
        assertThat(spoken.getFirst().said().getFirst().error()).isCloseTo(signError(zero), within(1e-6));
        assertThat(spoken.getFirst().served().getFirst().error()).isCloseTo(0, within(1e-6));
        keepBack(zero, inputs[0]);
        keepBack(one, inputs[1]);
        assertThat(spoken.getLast().said().getFirst().error()).isCloseTo(signError(zero), within(1e-6));
        double[] mean = {
            (-rootMeanSquare(zero) - rootMeanSquare(one)) / 2, (-rootMeanSquare(zero) + rootMeanSquare(one)) / 2
        };
        Said served = spoken.getLast().served().getFirst();
        assertThat(served.error()).isCloseTo(signError(mean), within(1e-6));
        assertThat(served.elements()).isEqualTo(2);
        // A scale and a byte of signs to each of two chunks; the same for the one chunk that node 0 serves.
        assertThat(spoken.getLast().said().getFirst().bits()).isEqualTo(2 * 5 * 8 / 4.0);
        assertThat(served.bits()).isEqualTo(5 * 8 / 2.0);
    }

    private static double rootMeanSquare(double[] x) {
        double sum = 0;
        for (double value : x) {
            sum += value * value;
        }
        return Math.sqrt(sum / x.length);
    }

    private static double signError(double[] x) {
        double scale = rootMeanSquare(x);
        double lost = 0;
        for (double value : x) {
            lost += Math.pow(Math.abs(value) - scale, 2);
        }
        return Math.sqrt(lost / x.length) / scale;
    }

    /** What is said next: the same input, and what the signs did not say. */
    private static void keepBack(double[] said, float[] input) {
        double scale = rootMeanSquare(said);
        for (int i = 0; i < said.length; i++) {
            said[i] += input[i] - (said[i] < 0 ? -scale : scale);
        }
    }

    @Test
    void paddingIsNotJudged() {
        List<Spoken> spoken = spoken(
                1,
                group -> new TwoPhaseMean(
                        group,
                        LAYOUT,
                        SEED,
                        Allocation.matrices(step -> SignCodec.rootMeanSquare()),
                        ErrorFeedback::new,
                        ErrorFeedback::new));
        assertThat(spoken.getFirst().said()).extracting(Said::elements).containsExactly((long) ROWS * COLUMNS, (long)
                ROWS);
        assertThat(spoken.getFirst().said().getLast()).isEqualTo(new Said("bias", ROWS, 0, 32));
        // 300 elements are two chunks of 152; the bias fits into the first.
        assertThat(spoken.getFirst().served()).extracting(Said::elements).containsExactly(152L, (long) ROWS);
        assertThat(spoken.getFirst().served().getLast().error()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 6})
    void lowRankMeasuresWhatOfItsOwnMatrixArrives(int rank) {
        List<Said> said = new ArrayList<>();
        double[] expected = new double[1];
        SimulatedGroup.of(2)
                .run(group -> {
                    ErrorMeter meter = new ErrorMeter(told -> said.addAll(told.said()));
                    // Both nodes say the same, so that what arrives of one is the mean.
                    try (FlatTensors x = input(0, 0);
                            LowRankMean exchange = new LowRankMean(
                                    group,
                                    LAYOUT,
                                    SEED,
                                    Allocation.matrices(step -> new LowRankCodec(rank, COLUMNS)),
                                    (arena, counts) -> new NoMemory(),
                                    ROWS,
                                    0)) {
                        float[] before = floats(x, 0);
                        exchange.measure(meter);
                        if (group.rank() == 0) {
                            meter.arm();
                        }
                        exchange.mean(x, 0, Votes.NONE);
                        expected[0] = error(before, floats(x, 0));
                    }
                })
                .requireReturned();
        assertThat(said.getFirst().error()).isCloseTo(expected[0], within(1e-5));
        assertThat(said.getFirst().error() < 1e-5).isEqualTo(rank == ROWS);
        assertThat(said.getFirst().bits()).isEqualTo(32.0 * rank * (ROWS + COLUMNS) / (ROWS * COLUMNS));
        assertThat(said.getLast()).isEqualTo(new Said("bias", ROWS, 0, 32));
    }

    @Test
    void aDenseMeanLosesNothingAndTakesAllBits() {
        assertThat(spoken(1, group -> new AllReduceMean(group, LAYOUT)))
                .containsExactly(new Spoken(
                        0,
                        List.of(new Said("weight", ROWS * COLUMNS, 0, 32), new Said("bias", ROWS, 0, 32)),
                        List.of()));
    }

    @Test
    void oneVectorIsOneTensor() {
        List<Spoken> spoken = spoken(
                1,
                group -> new WholeVector(
                        LAYOUT,
                        layout -> new CodedMean(
                                group,
                                layout,
                                SEED,
                                (tensor, entry, step) -> Optional.of(Codecs.parse("sign")),
                                (arena, counts) -> new NoMemory())));
        assertThat(spoken.getFirst().said()).singleElement().satisfies(said -> {
            assertThat(said.elements()).isEqualTo(LAYOUT.elements());
            assertThat(said.error()).isBetween(0.1, 1.0);
        });
    }

    @Test
    void nothingButZerosIsLostOnlyIfSomethingElseArrives() {
        MemorySegment zeros = MemorySegment.ofArray(new float[2]);
        assertThat(Said.coded("x", zeros, zeros, 1).error()).isZero();
        assertThat(Said.coded("x", zeros, MemorySegment.ofArray(new float[] {0, 1}), 1)
                        .error())
                .isInfinite();
    }
}

package io.gossamer.train.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.tensor.Libtorch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LevelFamilyTest {
    private static final FlatLayout.Entry TENSOR = new FlatLayout.Entry("weight", new long[] {40, 60}, 0);

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    static LevelFamily[] families() {
        return new LevelFamily[] {
            new TopKLevels(0.01), new QuantizerLevels(4), new LowRankLevels(4, false), new LowRankLevels(4, true)
        };
    }

    /** Low rank by nature, as gradients are, and some noise. */
    private static MemorySegment gradient() {
        MemorySegment values = Arena.ofAuto().allocate(TENSOR.bytes(), 4);
        RandomStream random = RandomStream.of(1, Purpose.TEST, 0, 0, 0);
        double[] a = new double[40];
        double[] b = new double[60];
        for (int i = 0; i < 40; i++) {
            a[i] = random.nextDouble() - 0.5;
        }
        for (int j = 0; j < 60; j++) {
            b[j] = random.nextDouble() - 0.5;
        }
        for (int i = 0; i < 40; i++) {
            for (int j = 0; j < 60; j++) {
                double value = a[i] * b[j] + 0.05 * (random.nextDouble() - 0.5);
                values.setAtIndex(ValueLayout.JAVA_FLOAT, 60L * i + j, (float) value);
            }
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("families")
    void errorsFallAndBitsGrowWithTheLevel(LevelFamily family) {
        double[] errors = family.errors(TENSOR, gradient(), RandomStream.of(1, Purpose.TEST, 0, 0, 1));
        double[] bits = family.bits(TENSOR);
        assertThat(errors).hasSize(family.levels());
        for (int level = 1; level < family.levels(); level++) {
            assertThat(errors[level]).isLessThanOrEqualTo(errors[level - 1] * (1 + 1e-6));
            assertThat(bits[level]).isGreaterThanOrEqualTo(bits[level - 1]);
        }
        assertThat(family.uniform()).isBetween(0, family.levels() - 1);
    }

    @ParameterizedTest
    @MethodSource("families")
    void theErrorIsWhatTheCodecLosesAndTheBitsAreWhatItWrites(LevelFamily family) throws Exception {
        MemorySegment values = gradient();
        double[] errors = family.errors(TENSOR, values, RandomStream.of(1, Purpose.TEST, 0, 0, 1));
        for (int level = 0; level < family.levels(); level++) {
            MemorySegment decoded = Arena.ofAuto().allocate(values.byteSize(), 4);
            try (ByteWriter out = new ByteWriter()) {
                family.codec(TENSOR, level).encode(values, RandomStream.of(2, Purpose.TEST, 0, 0, 0), out);
                assertThat(8.0 * out.position()).isCloseTo(family.bits(TENSOR)[level], within(160.0));
                family.codec(TENSOR, level).decode(new ByteReader(out.written()), decoded);
            }
            double sum = 0;
            for (int i = 0; i < 2400; i++) {
                sum += Math.pow(
                        values.getAtIndex(ValueLayout.JAVA_FLOAT, i) - decoded.getAtIndex(ValueLayout.JAVA_FLOAT, i),
                        2);
            }
            // Subspace iteration starts elsewhere and goes on for longer than the codec's.
            assertThat(errors[level]).isCloseTo(Math.sqrt(sum), within(0.08 * Math.sqrt(sum) + 1e-4));
        }
    }

    @Test
    void lowRankLeavesMatricesWholeThatItHardlyShrinks() {
        LowRankLevels family = new LowRankLevels(4, false);
        assertThat(family.compresses(TENSOR)).isTrue();
        assertThat(family.compresses(new FlatLayout.Entry("small", new long[] {10, 16}, 0)))
                .isFalse();
        assertThat(family.compresses(new FlatLayout.Entry("bias", new long[] {4000}, 0)))
                .isFalse();
    }

    @Test
    void ranksAboveTheMatrixNeverWin() {
        double[] bits = new LowRankLevels(4, false).bits(new FlatLayout.Entry("thin", new long[] {3, 5000}, 0));
        assertThat(bits[2]).isGreaterThan(32.0 * 8 * 5003);
    }

    @Test
    void levelsThatDoNotExistAreRefused() {
        assertThatThrownBy(() -> new TopKLevels(1.5)).isInstanceOf(GossamerException.class);
        assertThatThrownBy(() -> new TopKLevels(0)).isInstanceOf(GossamerException.class);
        assertThatThrownBy(() -> new QuantizerLevels(9)).isInstanceOf(GossamerException.class);
        assertThatThrownBy(() -> new LowRankLevels(0, false)).isInstanceOf(GossamerException.class);
    }

    @Test
    void accordionIsWeakWhereTheNormChangesByMoreThanHalf() {
        Accordion accordion = new Accordion(1, 5, 2);
        assertThat(accordion.next(new double[] {1, 1})).containsExactly(5, 5);
        assertThat(accordion.next(new double[] {1.4, 1.6})).containsExactly(1, 5);
        assertThat(accordion.next(new double[] {0.6, 1.6})).containsExactly(5, 1);
    }
}

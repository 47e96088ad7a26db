package io.gossamer.codec.lowrank;

import static io.gossamer.codec.array.Arrays32.gradient;
import static io.gossamer.codec.array.Arrays32.of;
import static io.gossamer.codec.array.Arrays32.pass;
import static io.gossamer.codec.array.Arrays32.random;
import static io.gossamer.codec.array.Arrays32.squaredDistance;
import static io.gossamer.codec.array.Arrays32.squaredNorm;
import static io.gossamer.codec.array.Arrays32.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LowRankCodecTest {
    /** Sheet 07: with r = min(n, m) and one worker the matrix comes back to 1e-5. */
    @Test
    void fullRankLosesNothing() throws CorruptMessageException {
        for (int columns : new int[] {1, 5, 30, 200}) {
            MemorySegment values = gradient(600, columns);
            LowRankCodec codec = new LowRankCodec(256, columns);
            assertThat(codec.delta(600)).isEqualTo(1);
            double error = squaredDistance(pass(codec, values, random(1)), values);
            assertThat(Math.sqrt(error / squaredNorm(values))).isLessThan(1e-5);
        }
    }

    @Test
    void aMatrixOfThatRankLosesNothing() throws CorruptMessageException {
        RandomStream random = random(3);
        int rows = 40;
        int columns = 33;
        float[] values = new float[rows * columns];
        for (int component = 0; component < 3; component++) {
            float[] left = new float[rows];
            for (int i = 0; i < rows; i++) {
                left[i] = (float) random.nextNormal();
            }
            for (int j = 0; j < columns; j++) {
                float right = (float) random.nextNormal();
                for (int i = 0; i < rows; i++) {
                    values[i * columns + j] += left[i] * right;
                }
            }
        }
        MemorySegment matrix = of(values);
        double exact = squaredDistance(pass(new LowRankCodec(3, columns), matrix, random(1)), matrix);
        assertThat(Math.sqrt(exact / squaredNorm(matrix))).isLessThan(1e-5);
        double moreThanNeeded = squaredDistance(pass(new LowRankCodec(8, columns), matrix, random(1)), matrix);
        assertThat(Math.sqrt(moreThanNeeded / squaredNorm(matrix))).isLessThan(1e-5);
        double tooFew = squaredDistance(pass(new LowRankCodec(2, columns), matrix, random(1)), matrix);
        assertThat(Math.sqrt(tooFew / squaredNorm(matrix))).isBetween(0.05, 0.8);
    }

    @Test
    void theFactorsAreAsLongAsAnnounced() {
        assertThat(new LowRankCodec(4, 100).maxEncodedBytes(10_001)).isEqualTo(4 * 4 * (101 + 100));
        assertThat(new LowRankCodec(4, 100).maxEncodedBytes(0)).isZero();
        assertThat(new LowRankCodec(4, 100).maxEncodedBytes(7)).isEqualTo(4 * (1 + 100));
        assertThat(new LowRankCodec(4, 100).delta(10_001)).isCloseTo(0.04, within(1e-12));
    }

    @Property(tries = 60)
    void columnsBecomeOrthonormalOrZero(
            @ForAll @IntRange(min = 1, max = 80) int rows, @ForAll @IntRange(min = 1, max = 6) int rank) {
        MemorySegment p = zeros((long) rows * rank);
        random(rows * 10L + rank).fillNormal(p, 0, 1);
        if (rank > 2) {
            for (int i = 0; i < rows; i++) {
                float twice = 2 * p.getAtIndex(ValueLayout.JAVA_FLOAT, (long) i * rank);
                p.setAtIndex(ValueLayout.JAVA_FLOAT, (long) i * rank + 2, twice);
            }
        }
        Orthonormal.columns(p, rows, rank);
        for (int j = 0; j < rank; j++) {
            for (int k = 0; k <= j; k++) {
                double product = 0;
                for (int i = 0; i < rows; i++) {
                    product += (double) p.getAtIndex(ValueLayout.JAVA_FLOAT, (long) i * rank + j)
                            * p.getAtIndex(ValueLayout.JAVA_FLOAT, (long) i * rank + k);
                }
                boolean dependent = (j > 2 ? j - 1 : j) >= rows || j == 2;
                double expected = k < j || dependent ? 0 : 1;
                assertThat(product).as("%d %d", j, k).isCloseTo(expected, within(1e-5));
            }
        }
    }
}

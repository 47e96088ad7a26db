package io.gossamer.train.recursion;

import static io.gossamer.train.recursion.Vectors.dot;
import static io.gossamer.train.recursion.Vectors.minus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompressorTest {
    private static final int DRAWS = 10_000;
    private static final double[] V = {3, -1, 0.5, 2, -4, 0, 1, 1.5, -2.5, 0.25};

    @Test
    void topKKeepsTheLowestIndexOfEqualMagnitudes() {
        double[] v = {1, -2, 2, -2};
        assertThat(new Compressor.TopK(1).compress(v, 0, 0)).containsExactly(0, -2, 0, 0);
        assertThat(new Compressor.TopK(2).compress(v, 0, 0)).containsExactly(0, -2, 2, 0);
        assertThat(v).containsExactly(1, -2, 2, -2);
    }

    @Property(tries = 200)
    void topKIsContractive(@ForAll @Size(8) double[] v, @ForAll @IntRange(min = 1, max = 8) int k) {
        double[] bounded = bounded(v);
        double lost = squaredLoss(new Compressor.TopK(k), bounded, 0);
        assertThat(lost).isLessThanOrEqualTo((1 - k / 8.0) * dot(bounded, bounded) * (1 + 1e-12));
    }

    @Property(tries = 200)
    void scaledSignIsContractiveWithItsDelta(@ForAll @Size(8) double[] v) {
        double[] bounded = bounded(v);
        double magnitudes = 0;
        for (double value : bounded) {
            magnitudes += Math.abs(value);
        }
        double squares = dot(bounded, bounded);
        double lost = squaredLoss(new Compressor.ScaledSign(), bounded, 0);
        assertThat(lost).isCloseTo(squares - magnitudes * magnitudes / 8, within(1e-9 * (1 + squares)));
    }

    @Test
    void zeroCountsAsPositive() {
        assertThat(new Compressor.ScaledSign().compress(new double[] {0, -3}, 0, 0))
                .containsExactly(1.5, -1.5);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7})
    void scaledRandKIsUnbiasedAndOfKnownSecondMoment(int k) {
        Compressor compressor = new Compressor.RandK(k, true, false, 5);
        assertUnbiased(compressor);
        double squares = 0;
        for (int step = 0; step < DRAWS; step++) {
            double[] kept = compressor.compress(V, 0, step);
            squares += dot(kept, kept);
        }
        double expected = (double) V.length / k * dot(V, V);
        assertThat(squares / DRAWS).isCloseTo(expected, within(0.05 * expected));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void stochasticLevelsAreUnbiasedAndWithinTheirVariance(int levels) {
        Compressor compressor = new Compressor.StochasticLevels(levels, 5);
        assertUnbiased(compressor);
        double lost = 0;
        for (int step = 0; step < DRAWS; step++) {
            lost += squaredLoss(compressor, V, step);
        }
        double omega = Math.min(V.length / (double) (levels * levels), Math.sqrt(V.length) / levels);
        assertThat(lost / DRAWS).isLessThan(omega * dot(V, V)).isPositive();
    }

    @Test
    void unscaledRandKLosesTheShareThatItDoesNotSend() {
        double lost = 0;
        for (int step = 0; step < DRAWS; step++) {
            lost += squaredLoss(new Compressor.RandK(3, false, false, 5), V, step);
        }
        assertThat(lost / DRAWS).isCloseTo(0.7 * dot(V, V), within(0.02 * dot(V, V)));
    }

    @Test
    void nodesDrawForThemselvesUnlessTheMaskIsShared() {
        Compressor own = new Compressor.RandK(3, true, false, 5);
        Compressor shared = new Compressor.RandK(3, true, true, 5);
        assertThat(own.compress(V, 0, 1)).isNotEqualTo(own.compress(V, 1, 1)).isEqualTo(own.compress(V, 0, 1));
        assertThat(shared.compress(V, 0, 1)).isEqualTo(shared.compress(V, 1, 1)).isNotEqualTo(shared.compress(V, 1, 2));
    }

    @Test
    void messagesCostWhatTheSheetsSay() {
        assertThat(new Compressor.Identity().bytes(40)).isEqualTo(160);
        assertThat(new Compressor.TopK(8).bytes(40)).isEqualTo(64);
        assertThat(new Compressor.RandK(8, true, false, 1).bytes(40)).isEqualTo(40);
        assertThat(new Compressor.ScaledSign().bytes(40)).isEqualTo(9);
        assertThat(new Compressor.StochasticLevels(1, 1).bytes(40)).isEqualTo(14);
        assertThat(new Compressor.StochasticLevels(7, 1).bytes(40)).isEqualTo(24);
    }

    /** The mean of the draws within three standard errors plus, for ten coordinates at once, a little. */
    private static void assertUnbiased(Compressor compressor) {
        double[] sum = new double[V.length];
        double[] squares = new double[V.length];
        for (int step = 0; step < DRAWS; step++) {
            double[] kept = compressor.compress(V, 0, step);
            for (int j = 0; j < V.length; j++) {
                sum[j] += kept[j];
                squares[j] += kept[j] * kept[j];
            }
        }
        for (int j = 0; j < V.length; j++) {
            double mean = sum[j] / DRAWS;
            double standardError = Math.sqrt((squares[j] / DRAWS - mean * mean) / DRAWS);
            assertThat(mean).isCloseTo(V[j], within(3.5 * standardError + 1e-12));
        }
    }

    private static double squaredLoss(Compressor compressor, double[] v, long step) {
        double[] lost = minus(compressor.compress(v, 0, step), v);
        return dot(lost, lost);
    }

    /** Keeps squares and sums finite. */
    private static double[] bounded(double[] v) {
        double[] bounded = v.clone();
        for (int j = 0; j < v.length; j++) {
            bounded[j] = Math.max(-1e6, Math.min(1e6, v[j]));
        }
        return bounded;
    }
}

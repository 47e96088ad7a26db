package io.gossamer.train.recursion.descent;

import static io.gossamer.train.recursion.Vectors.mean;
import static io.gossamer.train.recursion.Vectors.minus;
import static io.gossamer.train.recursion.Vectors.norm;
import static io.gossamer.train.recursion.Vectors.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.train.recursion.AffineProblem;
import io.gossamer.train.recursion.Compressor;
import io.gossamer.train.recursion.Problems;
import io.gossamer.train.recursion.descent.EControl.Settings;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The exact checks of sheet 08. */
class EControlTest {
    private static final Compressor TOP_1 = new Compressor.TopK(1);
    private static final AffineProblem LEAST_SQUARES = Problems.leastSquares(1, 4, 12, 10);
    private static final double[] ORIGIN = new double[10];

    @Test
    void goldenValues() {
        EControl recursion = new EControl(Problems.twoQuadratics(), TOP_1, Settings.of(0.1, 0.5), new double[3]);
        double[][] expected = {
            {0.35, -0.1, 0.25}, {0.6475, -0.2, 0.5}, {0.945, -0.3, 0.65625}, {1.1309375, -0.4, 0.8125}
        };
        for (int t = 0; t < expected.length; t++) {
            recursion.step();
            assertThat(recursion.iterate()).containsExactly(expected[t], within(1e-12));
            if (t == 1) {
                assertThat(recursion.errors()[0]).containsExactly(new double[] {0, -0.1, 0.25}, within(1e-12));
                assertThat(recursion.errors()[1]).containsExactly(new double[] {0, -0.2, 0.5}, within(1e-12));
                assertThat(recursion.estimates()[0]).containsExactly(new double[] {-0.65, -2, -3}, within(1e-12));
                assertThat(recursion.estimates()[1]).containsExactly(new double[] {-5.3, 4, -2}, within(1e-12));
            }
        }
    }

    /** x - gamma mean e_i moves like uncompressed descent, and the server's h stays the mean of the nodes'. */
    @Property(tries = 25)
    void virtualIterateAndServerEstimate(
            @ForAll @DoubleRange(min = 0, max = 1) double eta,
            @ForAll @IntRange(min = 0, max = 3) int which,
            @ForAll FirstEstimate begin) {
        double gamma = 0.02;
        Compressor compressor = compressor(which);
        EControl recursion = new EControl(LEAST_SQUARES, compressor, new Settings(gamma, eta, begin, true), ORIGIN);
        for (int t = 0; t < 150; t++) {
            double[] before = virtual(recursion, gamma);
            double[] expected = minus(before, times(gamma, LEAST_SQUARES.meanGradient(recursion.iterate())));
            recursion.step();
            double scale = 1e-12 * (1 + norm(expected) + gamma * norm(mean(recursion.errors())));
            assertThat(virtual(recursion, gamma)).containsExactly(expected, within(scale));
            assertThat(recursion.serverEstimate()).containsExactly(mean(recursion.estimates()), within(scale / gamma));
        }
    }

    private static Compressor compressor(int which) {
        return switch (which) {
            case 0 -> TOP_1;
            case 1 -> new Compressor.TopK(5);
            case 2 -> new Compressor.RandK(3, false, false, 8);
            default -> new Compressor.ScaledSign();
        };
    }

    private static double[] virtual(EControl recursion, double gamma) {
        return minus(recursion.iterate(), times(gamma, mean(recursion.errors())));
    }

    @Test
    void withoutFeedbackItIsEf21() {
        for (FirstEstimate begin : FirstEstimate.values()) {
            EControl control = new EControl(LEAST_SQUARES, TOP_1, new Settings(0.02, 0, begin, true), ORIGIN);
            Ef21 ef21 = new Ef21(LEAST_SQUARES, TOP_1, 0.02, 1, ORIGIN, begin);
            for (int t = 0; t < 100; t++) {
                control.step();
                ef21.step();
                assertThat(control.iterate()).isEqualTo(ef21.iterate());
                assertThat(control.uplinkBytes()).isEqualTo(ef21.uplinkBytes());
            }
        }
    }

    @Test
    void withFullFeedbackAndNoEstimateItIsErrorFeedback() {
        Settings frozen = new Settings(0.02, 1, FirstEstimate.ZERO, false);
        EControl control = new EControl(LEAST_SQUARES, TOP_1, frozen, ORIGIN);
        ErrorFeedback plain = ErrorFeedback.plain(LEAST_SQUARES, TOP_1, 0.02, ORIGIN);
        for (int t = 0; t < 100; t++) {
            control.step();
            plain.step();
            assertThat(control.iterate()).isEqualTo(plain.iterate());
            assertThat(control.errors()).isDeepEqualTo(plain.errors());
        }
    }

    @Test
    void withoutCompressionItIsDescentAndNoErrorArises() {
        Compressor identity = new Compressor.Identity();
        EControl control = new EControl(LEAST_SQUARES, identity, Settings.of(0.1, 0.3), ORIGIN);
        CompressedDescent descent = new CompressedDescent(LEAST_SQUARES, identity, 0.1, ORIGIN);
        for (int t = 0; t < 50; t++) {
            control.step();
            descent.step();
            assertThat(control.iterate()).containsExactly(descent.iterate(), within(1e-12));
            assertThat(control.errors()).isDeepEqualTo(new double[4][10]);
        }
    }

    @Test
    void theFirstEstimateIsPaidForOnce() {
        EControl control = new EControl(LEAST_SQUARES, TOP_1, Settings.of(0.02, 0.1), ORIGIN);
        control.steps(7);
        assertThat(control.uplinkBytes()).isEqualTo(4 * 10 + 7 * 8);
    }

    /** Sheet 08, A, on a smaller problem: solved to the last digits where error feedback has a floor. */
    @Test
    void solvesHeterogeneousLeastSquares() {
        double gamma = 0.25 / LEAST_SQUARES.meanLipschitz();
        EControl control = new EControl(LEAST_SQUARES, TOP_1, Settings.of(gamma, 0.1), ORIGIN);
        ErrorFeedback plain = ErrorFeedback.plain(LEAST_SQUARES, TOP_1, gamma, ORIGIN);
        control.steps(3000);
        plain.steps(3000);
        assertThat(LEAST_SQUARES.relativeError(control.iterate())).isLessThan(1e-10);
        assertThat(LEAST_SQUARES.relativeError(plain.iterate())).isGreaterThan(1e-2);
    }
}

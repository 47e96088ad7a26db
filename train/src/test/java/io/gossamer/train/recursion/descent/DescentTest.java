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
import io.gossamer.train.recursion.Recursion;
import io.gossamer.train.recursion.Vectors;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What EControl is compared with, and the known example on which the naive method diverges. */
class DescentTest {
    private static final Compressor IDENTITY = new Compressor.Identity();
    private static final Compressor TOP_1 = new Compressor.TopK(1);
    private static final AffineProblem LEAST_SQUARES = Problems.leastSquares(2, 4, 12, 10);
    private static final double[] ORIGIN = new double[10];
    private static final double[] ONES = {1, 1, 1};

    @Test
    void naiveCompressionDivergesInClosedForm() {
        double gamma = 0.01;
        CompressedDescent naive = new CompressedDescent(Problems.divergenceExample(), TOP_1, gamma, ONES);
        for (int k = 1; k <= 4000; k++) {
            naive.step();
            double expected = Math.pow(1 + 11 * gamma / 6, k);
            assertThat(naive.iterate()).containsExactly(times(expected, ONES), within(1e-10 * expected));
        }
    }

    static Stream<Recursion> cures() {
        AffineProblem example = Problems.divergenceExample();
        return Stream.of(
                ErrorFeedback.plain(example, TOP_1, 0.01, ONES),
                new Ef21(example, TOP_1, 0.01, 1, ONES, FirstEstimate.GRADIENT),
                new EControl(example, TOP_1, EControl.Settings.of(0.01, 1.0 / 3), ONES));
    }

    @ParameterizedTest
    @MethodSource("cures")
    void memoriesCureIt(Recursion recursion) {
        recursion.steps(4000);
        assertThat(norm(recursion.iterate())).isLessThan(1e-15);
    }

    static Stream<Supplier<Recursion>> uncompressed() {
        double gamma = 0.1;
        return Stream.of(
                () -> ErrorFeedback.plain(LEAST_SQUARES, IDENTITY, gamma, ORIGIN),
                () -> ErrorFeedback.ideal(LEAST_SQUARES, IDENTITY, gamma, ORIGIN),
                () -> ErrorFeedback.refreshed(LEAST_SQUARES, IDENTITY, gamma, ORIGIN, 7),
                () -> new Ef21(LEAST_SQUARES, IDENTITY, gamma, 1, ORIGIN, FirstEstimate.ZERO),
                () -> new BiasCorrectedErrorFeedback(LEAST_SQUARES, IDENTITY, IDENTITY, gamma, 0.5, ORIGIN));
    }

    @ParameterizedTest
    @MethodSource("uncompressed")
    void withoutCompressionAllAreDescent(Supplier<Recursion> method) {
        Recursion recursion = method.get();
        CompressedDescent descent = new CompressedDescent(LEAST_SQUARES, IDENTITY, 0.1, ORIGIN);
        for (int t = 0; t < 50; t++) {
            recursion.step();
            descent.step();
            assertThat(recursion.iterate()).containsExactly(descent.iterate(), within(1e-12));
        }
    }

    /** What was said plus what is kept back is the sum of the gradients. */
    @Test
    void errorFeedbackLosesNothing() {
        double gamma = 0.05;
        ErrorFeedback plain = ErrorFeedback.plain(LEAST_SQUARES, TOP_1, gamma, ORIGIN);
        double[] gradients = new double[10];
        for (int t = 0; t < 200; t++) {
            gradients = Vectors.plus(gradients, LEAST_SQUARES.meanGradient(plain.iterate()));
            plain.step();
            double[] said = times(-1 / gamma, plain.iterate());
            assertThat(Vectors.plus(said, mean(plain.errors()))).containsExactly(gradients, within(1e-9));
        }
    }

    @Test
    void biasCorrectionKeepsTheVirtualIterateAndTheServersShift() {
        double gamma = 0.02;
        Compressor unbiased = new Compressor.RandK(2, true, false, 4);
        var recursion = new BiasCorrectedErrorFeedback(LEAST_SQUARES, TOP_1, unbiased, gamma, 0.2, ORIGIN);
        for (int t = 0; t < 200; t++) {
            double[] before = minus(recursion.iterate(), times(gamma, mean(recursion.errors())));
            double[] expected = minus(before, times(gamma, LEAST_SQUARES.meanGradient(recursion.iterate())));
            recursion.step();
            double[] after = minus(recursion.iterate(), times(gamma, mean(recursion.errors())));
            assertThat(after).containsExactly(expected, within(1e-11));
            assertThat(recursion.serverShift()).containsExactly(mean(recursion.shifts()), within(1e-11));
        }
        assertThat(recursion.uplinkBytes()).isEqualTo(200 * (8 + 16));
    }

    @Test
    void shiftsAtTheSolutionsGradientsRemoveTheFloor() {
        double gamma = 0.1 / LEAST_SQUARES.meanLipschitz();
        ErrorFeedback ideal = ErrorFeedback.ideal(LEAST_SQUARES, TOP_1, gamma, ORIGIN);
        Recursion learned = new BiasCorrectedErrorFeedback(
                LEAST_SQUARES, TOP_1, new Compressor.RandK(1, true, false, 4), gamma, 0.1, ORIGIN);
        ideal.steps(4000);
        learned.steps(4000);
        assertThat(LEAST_SQUARES.relativeError(ideal.iterate())).isLessThan(1e-12);
        assertThat(LEAST_SQUARES.relativeError(learned.iterate())).isLessThan(1e-12);
    }

    @Test
    void refreshedShiftsRemoveTheFloorAndCostTheirBytes() {
        double gamma = 0.05 / LEAST_SQUARES.meanLipschitz();
        ErrorFeedback refreshed = ErrorFeedback.refreshed(LEAST_SQUARES, TOP_1, gamma, ORIGIN, 100);
        refreshed.steps(4000);
        assertThat(LEAST_SQUARES.relativeError(refreshed.iterate())).isLessThan(1e-10);
        assertThat(refreshed.uplinkBytes()).isEqualTo(40 * 40 + 4000 * 8);
    }

    @Test
    void ef21WithMomentumFollowsItsMomentum() {
        AffineProblem one = Problems.quadratics(new double[] {1}, new double[][] {{2}});
        Ef21 recursion = new Ef21(one, IDENTITY, 0.5, 0.25, new double[1], FirstEstimate.GRADIENT);
        double x = 0;
        double v = -2;
        for (int t = 0; t < 20; t++) {
            v = 0.75 * v + 0.25 * (x - 2);
            x -= 0.5 * v;
            recursion.step();
            assertThat(recursion.iterate()[0]).isCloseTo(x, within(1e-12));
            assertThat(recursion.serverEstimate()).containsExactly(mean(recursion.estimates()), within(1e-12));
        }
    }
}

package io.gossamer.train.recursion.saddle;

import static io.gossamer.train.recursion.Vectors.minus;
import static io.gossamer.train.recursion.Vectors.norm;
import static io.gossamer.train.recursion.Vectors.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.core.random.Purpose;
import io.gossamer.train.recursion.AffineProblem;
import io.gossamer.train.recursion.Compressor;
import io.gossamer.train.recursion.Problems;
import io.gossamer.train.recursion.Recursion;
import io.gossamer.train.recursion.SplitProblem;
import io.gossamer.train.recursion.descent.CompressedDescent;
import io.gossamer.train.recursion.descent.ErrorFeedback;
import io.gossamer.train.schedule.NodeSample;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sheet 10's analogue on a smaller problem: D = 20, five nodes, a fifth of the coordinates. */
class SaddleConvergenceTest {
    private static final AffineProblem SADDLE = Problems.bilinearSaddle(2, 5, 10, 0.2);
    private static final double[] ORIGIN = new double[20];
    private static final double STEP = 0.2 / SADDLE.lipschitz();
    private static final Compressor RANDOM = new Compressor.RandK(4, true, false, 1);
    private static final Compressor TOP = new Compressor.TopK(4);
    private static final AnchorRule RULE = AnchorRule.random(0.8, 1);
    private static final OperatorDifference FULL = new OperatorDifference.Full(SADDLE);
    private static final OperatorDifference BATCH =
            new OperatorDifference.OneBatch(new SplitProblem(SADDLE, 8, 0.3, 1), 1);
    private static final NodeSample HALF = new NodeSample(5, 2, 1, Purpose.PARTICIPATION);

    static Stream<Recursion> converging() {
        MashaSettings random = MashaSettings.uplink(STEP, RULE, RANDOM, 5);
        MashaSettings top = MashaSettings.uplink(STEP, RULE, TOP, 5);
        return Stream.of(
                new ExtraGradient(SADDLE, new Compressor.Identity(), STEP, ORIGIN),
                new Masha1(FULL, random, ORIGIN),
                new Masha1(FULL, MashaSettings.bothWays(STEP, RULE, RANDOM, 5), ORIGIN),
                new Masha1(FULL, MashaSettings.uplink(STEP, RULE.toPrevious(), RANDOM, 5), ORIGIN),
                new Masha1(FULL, random.with(HALF), ORIGIN),
                new Masha1(BATCH, random, ORIGIN),
                new Masha2(FULL, top, ORIGIN),
                new Masha2(FULL, MashaSettings.bothWays(STEP, RULE, TOP, 5), ORIGIN),
                new Masha2(FULL, MashaSettings.uplink(STEP, RULE.toPrevious(), TOP, 5), ORIGIN),
                new Masha2(FULL, top.with(HALF), ORIGIN),
                new Masha2(BATCH, top, ORIGIN));
    }

    @ParameterizedTest
    @MethodSource("converging")
    void solves(Recursion recursion) {
        recursion.steps(4000);
        assertThat(SADDLE.relativeError(recursion.iterate())).isLessThan(1e-8);
    }

    static Stream<Recursion> stalling() {
        return Stream.of(
                new ExtraGradient(SADDLE, RANDOM, STEP, ORIGIN),
                new ExtraGradient(SADDLE, TOP, STEP, ORIGIN),
                new CompressedDescent(SADDLE, RANDOM, STEP, ORIGIN),
                new CompressedDescent(SADDLE, TOP, STEP, ORIGIN),
                ErrorFeedback.plain(SADDLE, TOP, STEP, ORIGIN));
    }

    @ParameterizedTest
    @MethodSource("stalling")
    void stalls(Recursion recursion) {
        recursion.steps(4000);
        assertThat(SADDLE.relativeError(recursion.iterate())).isGreaterThan(1e-2);
    }

    /** Where nothing pulls inward, descent-ascent turns outward by sqrt(1 + gamma^2) a step. */
    @Test
    void descentAscentDivergesOnAPureRotation() {
        AffineProblem rotation = new AffineProblem(new double[][][] {{{0, 1}, {-1, 0}}}, new double[1][2]);
        CompressedDescent descent =
                new CompressedDescent(rotation, new Compressor.Identity(), 0.1, new double[] {1, 0});
        descent.steps(500);
        assertThat(norm(descent.iterate())).isCloseTo(Math.pow(1.01, 250), within(1e-10));
    }

    @Test
    void oneBatchOfTheSamePointTwiceIsNoDifferenceAndTheMeanIsTheFullOne() {
        double[] z = times(2, SADDLE.solution());
        double[] w = SADDLE.solution();
        assertThat(BATCH.of(1, 5, z, z)).containsOnly(0.0);
        double[] sum = new double[20];
        int draws = 20_000;
        for (long k = 0; k < draws; k++) {
            double[] difference = BATCH.of(1, k, z, w);
            for (int j = 0; j < sum.length; j++) {
                sum[j] += difference[j] / draws;
            }
        }
        double tolerance = 4 * 0.3 * 2 * norm(w) / Math.sqrt(draws);
        assertThat(sum).containsExactly(FULL.of(1, 0, z, w), within(tolerance));
    }

    /** In a ball that does not hold the free solution the end point is a fixed point of the projected step. */
    @Test
    void masha1SolvesUnderAConstraint() {
        double radius = 0.5 * norm(SADDLE.solution());
        UnaryOperator<double[]> ball = z -> norm(z) <= radius ? z : times(radius / norm(z), z);
        Masha1 masha1 = new Masha1(FULL, MashaSettings.uplink(STEP, RULE, RANDOM, 5), ball, ORIGIN);
        masha1.steps(4000);
        double[] z = masha1.iterate();
        double[] projected = ball.apply(minus(z, times(STEP, SADDLE.meanGradient(z))));
        assertThat(norm(z)).isCloseTo(radius, within(1e-12));
        assertThat(norm(minus(projected, z))).isLessThan(1e-9);
    }
}

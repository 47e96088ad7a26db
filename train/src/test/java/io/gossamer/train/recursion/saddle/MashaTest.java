package io.gossamer.train.recursion.saddle;

import static io.gossamer.train.recursion.Vectors.mean;
import static io.gossamer.train.recursion.Vectors.minus;
import static io.gossamer.train.recursion.Vectors.norm;
import static io.gossamer.train.recursion.Vectors.plus;
import static io.gossamer.train.recursion.Vectors.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.core.random.Purpose;
import io.gossamer.train.recursion.AffineProblem;
import io.gossamer.train.recursion.Compressor;
import io.gossamer.train.recursion.Problem;
import io.gossamer.train.recursion.Problems;
import io.gossamer.train.recursion.Recursion;
import io.gossamer.train.schedule.NodeSample;
import java.util.Arrays;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The exact checks of sheet 10. */
class MashaTest {
    private static final Compressor IDENTITY = new Compressor.Identity();
    private static final Compressor TOP_1 = new Compressor.TopK(1);
    private static final LongPredicate SCRIPTED = k -> k == 1 || k == 3;
    private static final double[][][] ROTATIONS = {{{0, 1}, {-1, 0}}, {{0, 2}, {-2, 0}}};
    private static final AffineProblem TWO = new AffineProblem(ROTATIONS, new double[][] {{1, 0}, {0, -1}});
    private static final AffineProblem SADDLE = Problems.bilinearSaddle(1, 5, 10, 0.2);
    private static final double[] ORIGIN = new double[20];

    private static OperatorDifference full(Problem problem) {
        return new OperatorDifference.Full(problem);
    }

    @Test
    void goldenWithoutCompression() {
        AnchorRule rule = new AnchorRule(0.75, SCRIPTED, false);
        MashaSettings settings = MashaSettings.uplink(0.2, rule, IDENTITY, 2);
        Recursion masha1 = new Masha1(full(TWO), settings, new double[] {1, 1});
        Masha2 masha2 = new Masha2(full(TWO), settings, new double[] {1, 1});
        double[][] expected = {{0.48, 1.28}, {0.027, 1.373}, {-0.51733, 1.32753}, {-0.91534675, 1.17095325}};
        for (double[] z : expected) {
            masha1.step();
            masha2.step();
            assertThat(masha1.iterate()).containsExactly(z, within(1e-12));
            assertThat(masha2.iterate()).containsExactly(z, within(1e-12));
            assertThat(masha2.errors()).isDeepEqualTo(new double[2][2]);
            assertThat(masha2.serverError()).containsExactly(0, 0);
        }
    }

    @Test
    void goldenWithTopOneBothWays() {
        AnchorRule rule = new AnchorRule(0.75, SCRIPTED, false);
        Masha2 masha2 = new Masha2(full(TWO), MashaSettings.bothWays(0.2, rule, TOP_1, 2), new double[] {1, 1});
        double[][] expected = {{0.52, 1.4}, {0.24, 1.428}, {-0.5728, 1.6}, {-0.898, 1.15308}};
        for (double[] z : expected) {
            masha2.step();
            assertThat(masha2.iterate()).containsExactly(z, within(1e-12));
        }
        assertThat(masha2.errors()[0]).containsExactly(new double[] {0.0946, 0}, within(1e-12));
        assertThat(masha2.errors()[1]).containsExactly(new double[] {0.1204, 0}, within(1e-12));
        assertThat(masha2.serverError()).containsExactly(new double[] {0, 0}, within(1e-12));
    }

    /** On numbers whose sums and products are all exact the equality is one of bits. */
    @ParameterizedTest
    @CsvSource({"0", "0.5"})
    void withARefreshEveryIterationItIsExtragradient(double tau) {
        double[] start = {1, -2};
        MashaSettings settings = MashaSettings.uplink(0.25, new AnchorRule(tau, k -> true, false), IDENTITY, 2);
        Masha1 masha1 = new Masha1(full(TWO), settings, start);
        Masha2 masha2 = new Masha2(full(TWO), settings, start);
        ExtraGradient extragradient = new ExtraGradient(TWO, IDENTITY, 0.25, start);
        for (int k = 0; k < 6; k++) {
            masha1.step();
            masha2.step();
            extragradient.step();
            assertThat(masha1.iterate()).isEqualTo(extragradient.iterate());
            assertThat(masha2.iterate()).isEqualTo(extragradient.iterate());
            assertThat(masha1.anchor()).isEqualTo(masha1.iterate());
        }
    }

    @Test
    void withARefreshEveryIterationItIsExtragradientOnDrawnProblems() {
        MashaSettings settings = MashaSettings.uplink(0.2, new AnchorRule(0.8, k -> true, false), IDENTITY, 5);
        Masha1 masha1 = new Masha1(full(SADDLE), settings, ORIGIN);
        ExtraGradient extragradient = new ExtraGradient(SADDLE, IDENTITY, 0.2, ORIGIN);
        for (int k = 0; k < 300; k++) {
            masha1.step();
            extragradient.step();
            assertThat(masha1.iterate()).containsExactly(extragradient.iterate(), within(1e-12));
        }
    }

    @Test
    void withoutCompressionBothAreTheSame() {
        MashaSettings settings = MashaSettings.uplink(0.2, AnchorRule.random(0.8, 1), IDENTITY, 5);
        Masha1 masha1 = new Masha1(full(SADDLE), settings, ORIGIN);
        Masha2 masha2 = new Masha2(full(SADDLE), settings, ORIGIN);
        for (int k = 0; k < 300; k++) {
            masha1.step();
            masha2.step();
            assertThat(masha1.iterate()).containsExactly(masha2.iterate(), within(1e-12));
            assertThat(masha2.errors()).isDeepEqualTo(new double[5][20]);
        }
    }

    /** The single operators are far from zero there, but compressed are only differences. */
    @Test
    void neitherMovesFromTheSolution() {
        AffineProblem exact = new AffineProblem(ROTATIONS, new double[][] {{1, 0}, {2, 3}});
        double[] solution = {1, -1};
        assertThat(exact.solution()).containsExactly(solution);
        assertThat(exact.gradient(0, solution)).containsExactly(0, -1);
        AnchorRule rule = AnchorRule.random(0.75, 1);
        Compressor random = new Compressor.RandK(1, true, false, 1);
        Recursion masha1 = new Masha1(full(exact), MashaSettings.bothWays(0.2, rule, random, 2), solution);
        Recursion masha2 = new Masha2(full(exact), MashaSettings.bothWays(0.2, rule, TOP_1, 2), solution);
        for (int k = 0; k < 50; k++) {
            masha1.step();
            masha2.step();
            assertThat(masha1.iterate()).containsExactly(solution);
            assertThat(masha2.iterate()).containsExactly(solution);
        }
    }

    @Test
    void virtualIterateOfMasha2() {
        double gamma = 0.1;
        double tau = 0.8;
        Compressor top = new Compressor.TopK(4);
        MashaSettings settings = MashaSettings.bothWays(gamma, AnchorRule.random(tau, 2), top, 5);
        Masha2 masha2 = new Masha2(full(SADDLE), settings, ORIGIN);
        for (int k = 0; k < 300; k++) {
            double[] blend = plus(times(tau, masha2.iterate()), times(1 - tau, masha2.anchor()));
            double[] half = minus(blend, times(gamma, masha2.meanAtAnchor()));
            double[] errors = plus(mean(masha2.errors()), masha2.serverError());
            double[] expected = minus(minus(blend, times(gamma, SADDLE.meanGradient(half))), errors);
            masha2.step();
            double[] kept = plus(mean(masha2.errors()), masha2.serverError());
            assertThat(minus(masha2.iterate(), kept)).containsExactly(expected, within(1e-12));
        }
    }

    /** A node that knows only the broadcasts ends where the server does. */
    @Test
    void nodesFollowTheServerFromTheBroadcastsAlone() {
        double gamma = 0.1;
        AnchorRule rule = AnchorRule.random(0.8, 3);
        Compressor random = new Compressor.RandK(4, true, false, 3);
        Masha1 server = new Masha1(full(SADDLE), MashaSettings.bothWays(gamma, rule, random, 5), ORIGIN);
        double[] z = ORIGIN;
        double[] w = ORIGIN;
        double[] meanAtAnchor = server.meanAtAnchor();
        for (int k = 0; k < 200; k++) {
            server.step();
            double[] blend = plus(times(0.8, z), times(1 - 0.8, w));
            z = minus(blend, times(gamma, plus(meanAtAnchor, server.broadcast())));
            if (rule.refresh().test(k)) {
                w = z;
                meanAtAnchor = server.meanAtAnchor();
            }
            assertThat(server.iterate()).isEqualTo(z);
            assertThat(server.anchor()).isEqualTo(w);
        }
    }

    @Test
    void theAnchorMovesAsOftenAsSaidAndToWhatIsSaid() {
        AnchorRule rule = AnchorRule.random(0.8, 4);
        long moves = LongStream.range(0, 10_000).filter(rule.refresh()).count();
        assertThat((double) moves).isCloseTo(2000, within(4 * Math.sqrt(10_000 * 0.16)));

        MashaSettings settings = MashaSettings.uplink(0.1, rule.toPrevious(), new Compressor.TopK(4), 5);
        Masha2 masha2 = new Masha2(full(SADDLE), settings, ORIGIN);
        for (int k = 0; k < 100; k++) {
            double[] before = masha2.iterate();
            double[] anchor = masha2.anchor();
            masha2.step();
            assertThat(masha2.anchor()).isSameAs(rule.refresh().test(k) ? before : anchor);
            assertThat(norm(masha2.errors()[0])).isPositive();
        }
    }

    @Test
    void whoIsAbsentKeepsItsErrorAndPaysNothing() {
        NodeSample sample = new NodeSample(5, 2, 1, Purpose.PARTICIPATION);
        AnchorRule never = new AnchorRule(0.8, k -> false, false);
        MashaSettings settings =
                MashaSettings.uplink(0.1, never, new Compressor.TopK(4), 5).with(sample);
        Masha2 masha2 = new Masha2(full(SADDLE), settings, ORIGIN);
        for (int k = 0; k < 50; k++) {
            double[][] before = masha2.errors().clone();
            masha2.step();
            int[] present = sample.of(k);
            for (int m = 0; m < 5; m++) {
                int node = m;
                boolean kept = masha2.errors()[m] == before[m];
                assertThat(kept).isEqualTo(Arrays.stream(present).noneMatch(p -> p == node));
            }
        }
        assertThat(masha2.uplinkBytes()).isCloseTo(4 * 20 + 50 * 0.4 * 32, within(1e-9));
    }

    @Test
    void refreshesAndTheStartArePaidInFull() {
        AnchorRule twice = new AnchorRule(0.8, k -> k % 5 == 4, false);
        MashaSettings settings = MashaSettings.uplink(0.1, twice, new Compressor.RandK(4, true, false, 1), 5);
        Masha1 masha1 = new Masha1(full(SADDLE), settings, ORIGIN);
        masha1.steps(10);
        assertThat(masha1.uplinkBytes()).isEqualTo(10 * (4 * 4 + 8) + 3 * 4 * 20);
    }
}

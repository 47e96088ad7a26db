package io.gossamer.train.overlap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.train.optimizer.Sgd;
import io.gossamer.train.recursion.AffineProblem;
import io.gossamer.train.recursion.Problems;
import io.gossamer.train.recursion.Vectors;
import io.gossamer.train.strategy.Merge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DelayedAnchorTest {
    private static final Sgd.Spec PLAIN = new Sgd.Spec(0, false, 0);
    private static final AffineProblem LEAST_SQUARES = Problems.leastSquares(3, 4, 12, 10);

    /** The equations of arXiv 2002.09539 as they are published. */
    @ParameterizedTest
    @CsvSource({"0.6,0", "0.6,0.7", "0.2,0.4"})
    void itFollowsThePublishedEquations(double pullback, double momentum) {
        int rounds = 15;
        OverlapCluster run = new OverlapCluster(4, LEAST_SQUARES, 3, 0.02)
                .run(
                        new DelayedAnchor(PLAIN, 0, pullback),
                        Merge.differences(new Sgd.Spec(momentum, false, 0), 1),
                        3 * rounds,
                        3 * rounds);
        double[][] x = new double[4][10];
        double[] z = new double[10];
        double[] v = new double[10];
        double[] late = z;
        for (int round = 0; round < rounds; round++) {
            v = Vectors.plus(Vectors.times(momentum, v), Vectors.minus(late, z));
            z = Vectors.plus(z, v);
            for (int i = 0; i < 4; i++) {
                for (int k = 0; k < 3; k++) {
                    x[i] = Vectors.minus(x[i], Vectors.times(0.02, LEAST_SQUARES.gradient(i, x[i])));
                }
                x[i] = Vectors.plus(Vectors.times(1 - pullback, x[i]), Vectors.times(pullback, z));
            }
            late = Vectors.mean(x);
            if (round < rounds - 1) {
                assertThat(run.rounds().get(round)).containsExactly(z, within(2e-5));
            }
        }
        v = Vectors.plus(Vectors.times(momentum, v), Vectors.minus(late, z));
        assertThat(run.last()).containsExactly(Vectors.plus(z, v), within(2e-5));
    }

    @Test
    void theAnchorIsAllNodesAlikeAfterEveryRound() {
        OverlapCluster run = new OverlapCluster(4, LEAST_SQUARES, 3, 0.02)
                .run(
                        new DelayedAnchor(new Sgd.Spec(0.9, false, 0), 0, 0.6),
                        Merge.differences(new Sgd.Spec(0.7, false, 0), 1),
                        30,
                        1000);
        // The first round has heard nothing.
        assertThat(run.hashes()).hasSize(10).doesNotHaveDuplicates();
    }
}

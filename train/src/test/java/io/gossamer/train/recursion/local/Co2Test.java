package io.gossamer.train.recursion.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.train.recursion.AffineProblem;
import io.gossamer.train.recursion.Compressor;
import io.gossamer.train.recursion.Problems;
import io.gossamer.train.recursion.federated.FedAvg;
import io.gossamer.train.recursion.federated.Federation;
import io.gossamer.train.schedule.NodeSample;
import org.junit.jupiter.api.Test;

class Co2Test {
    private static final double NONE = Double.POSITIVE_INFINITY;
    private static final AffineProblem TWO = Problems.quadratics(new double[] {1, 1}, new double[][] {{1, -1}, {3, 1}});
    private static final AffineProblem LEAST_SQUARES = Problems.leastSquares(4, 8, 12, 10);

    private static Co2 golden(boolean gapAware) {
        return new Co2(TWO, new Co2.Settings(1, 0.1, 0.2, 1, NONE, 1, gapAware), new double[2]);
    }

    @Test
    void goldenWithPenalty() {
        Co2 co2 = golden(true);
        double[] x = {0, 0.2, 0.34, 0.46925, 0.58843108};
        double[] penalties = {1, 1, 2, 1.77777778, 1.77861446};
        for (int round = 0; round < x.length; round++) {
            co2.step();
            assertThat(co2.iterate()).containsExactly(new double[] {x[round], 0}, within(5e-9));
            assertThat(co2.penalty()).isCloseTo(penalties[round], within(5e-9));
        }
    }

    @Test
    void goldenWithoutPenalty() {
        Co2 co2 = golden(false);
        for (double x : new double[] {0, 0.2, 0.44, 0.668, 0.8696}) {
            co2.step();
            assertThat(co2.iterate()).containsExactly(new double[] {x, 0}, within(1e-12));
            assertThat(co2.penalty()).isEqualTo(1);
        }
    }

    @Test
    void atOnceWithoutMomentumItIsLocalSgd() {
        Co2 co2 = new Co2(LEAST_SQUARES, new Co2.Settings(5, 0.02, 0, 1, NONE, 0, true), new double[10]);
        FedAvg average = new FedAvg(
                new Federation(LEAST_SQUARES, NodeSample.all(8), 5, 0.02, 1),
                new Compressor.Identity(),
                new double[10]);
        for (int round = 0; round < 50; round++) {
            co2.step();
            average.step();
            assertThat(co2.iterate()).containsExactly(average.iterate(), within(1e-11));
        }
    }

    @Test
    void thePenaltyIsNeverBelowOne() {
        Co2 co2 = new Co2(LEAST_SQUARES, new Co2.Settings(5, 0.05, 0.4, 1, 0.5, 1, true), new double[10]);
        for (int round = 0; round < 200; round++) {
            co2.step();
            assertThat(co2.penalty()).isGreaterThanOrEqualTo(1);
        }
    }
}

package io.gossamer.train.recursion;

import static io.gossamer.train.recursion.Vectors.mean;
import static io.gossamer.train.recursion.Vectors.norm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.train.recursion.saddle.AnchorRule;
import io.gossamer.train.recursion.saddle.Masha1;
import io.gossamer.train.recursion.saddle.Masha2;
import io.gossamer.train.recursion.saddle.MashaSettings;
import io.gossamer.train.recursion.saddle.OperatorDifference;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RobustRegressionTest {
    private static final double[][] X = {{1, 0.5}, {0, 1}, {2, -1}, {1, 1}};
    private static final double[] Y = {1, 2, 0.5, 3};
    private static final double RIDGE = 0.3;
    private static final double PENALTY = 6;
    private static final RobustRegression SMALL = new RobustRegression(X, Y, 2, 1, RIDGE, PENALTY);

    /** The objective as it is written, over rows. */
    private static double objective(double[] z) {
        double sum = 0;
        for (int i = 0; i < X.length; i++) {
            double error = z[0] * (X[i][0] + z[2]) + z[1] * (X[i][1] + z[3]) - Y[i];
            sum += error * error / (2 * X.length);
        }
        return sum + RIDGE / 2 * (z[0] * z[0] + z[1] * z[1]) - PENALTY / 2 * (z[2] * z[2] + z[3] * z[3]);
    }

    @Test
    void theOperatorIsTheDerivativeOfTheObjectiveWithTheSecondPlayersSignTurned() {
        double[] z = {0.7, -0.4, 0.3, 0.9};
        double[] operator = SMALL.meanGradient(z);
        for (int j = 0; j < 4; j++) {
            double[] above = z.clone();
            double[] below = z.clone();
            above[j] += 1e-5;
            below[j] -= 1e-5;
            double slope = (objective(above) - objective(below)) / 2e-5;
            assertThat(operator[j]).isCloseTo(j < 2 ? slope : -slope, within(1e-8));
        }
    }

    @Test
    void theSolutionIsExactAndASaddlePoint() {
        RobustRegression drawn = RobustRegression.synthetic(1, 5, 8, 10, 12);
        assertThat(norm(drawn.meanGradient(drawn.solution()))).isLessThan(1e-12);
        double[] z = SMALL.solution();
        double value = objective(z);
        for (double step : new double[] {-0.1, 0.1}) {
            for (int j = 0; j < 4; j++) {
                double[] moved = z.clone();
                moved[j] += step;
                assertThat(objective(moved) > value).isEqualTo(j < 2);
            }
        }
    }

    @Test
    void aNodeIsTheMeanOfItsBatches() {
        RobustRegression drawn = RobustRegression.synthetic(1, 3, 4, 5, 6);
        double[] z = new double[12];
        Arrays.setAll(z, j -> 0.1 * j - 0.5);
        double[][] parts = new double[4][];
        Arrays.setAll(parts, batch -> drawn.gradient(1, batch, z));
        assertThat(mean(parts)).containsExactly(drawn.gradient(1, z), within(1e-12));
    }

    @Test
    void aPenaltyThatBoundsNothingIsRefused() {
        assertThatThrownBy(() -> new RobustRegression(X, Y, 2, 1, 0.01, 0.01)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void mashaSolvesIt() {
        RobustRegression drawn = RobustRegression.synthetic(2, 5, 8, 10, 10);
        double gamma = 0.1 / drawn.lipschitz();
        AnchorRule anchor = AnchorRule.random(0.75, 1);
        Masha1 masha1 = new Masha1(
                new OperatorDifference.OneBatch(drawn, 1),
                MashaSettings.bothWays(gamma, anchor, new Compressor.RandK(10, true, false, 1), 5),
                new double[20]);
        Masha2 masha2 = new Masha2(
                new OperatorDifference.Full(drawn),
                MashaSettings.bothWays(gamma, anchor, new Compressor.TopK(5), 5),
                new double[20]);
        masha1.steps(8000);
        masha2.steps(8000);
        assertThat(drawn.relativeError(masha1.iterate())).isLessThan(1e-10);
        assertThat(drawn.relativeError(masha2.iterate())).isLessThan(1e-10);
    }
}

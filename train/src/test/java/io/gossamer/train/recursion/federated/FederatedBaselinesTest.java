package io.gossamer.train.recursion.federated;

import static io.gossamer.train.recursion.Vectors.mean;
import static io.gossamer.train.recursion.Vectors.plus;
import static io.gossamer.train.recursion.Vectors.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.core.random.Purpose;
import io.gossamer.train.recursion.AffineProblem;
import io.gossamer.train.recursion.Compressor;
import io.gossamer.train.recursion.Problems;
import io.gossamer.train.recursion.descent.CompressedDescent;
import io.gossamer.train.recursion.descent.ErrorFeedback;
import io.gossamer.train.schedule.NodeSample;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FederatedBaselinesTest {
    private static final Compressor IDENTITY = new Compressor.Identity();
    private static final Compressor TOP_2 = new Compressor.TopK(2);
    private static final AffineProblem LEAST_SQUARES = Problems.leastSquares(4, 8, 12, 10);
    private static final double[] ORIGIN = new double[10];
    private static final Federation ONE_STEP = new Federation(LEAST_SQUARES, NodeSample.all(8), 1, 0.1, 0.5);

    @Test
    void localStepsOnAQuadraticHaveAClosedForm() {
        AffineProblem quadratics = Problems.twoQuadratics();
        Federation federation = new Federation(quadratics, NodeSample.all(2), 4, 0.1, 1);
        FedAvg average = new FedAvg(federation, IDENTITY, new double[3]);
        average.step();
        double[] first = times(1 - Math.pow(0.9, 4), new double[] {1, 2, 3});
        double[] second = times(1 - Math.pow(0.8, 4), new double[] {3, -2, 1});
        assertThat(average.iterate()).containsExactly(times(0.5, plus(first, second)), within(1e-12));
    }

    @Test
    void withEverybodyAndOneStepTheyAreTheMethodsWithoutLocalSteps() {
        FedAvg average = new FedAvg(ONE_STEP, TOP_2, ORIGIN);
        CompressedDescent descent = new CompressedDescent(LEAST_SQUARES, TOP_2, 0.05, ORIGIN);
        FedEf feedback = new FedEf(ONE_STEP, TOP_2, ORIGIN);
        ErrorFeedback plain = ErrorFeedback.plain(LEAST_SQUARES, TOP_2, 0.05, ORIGIN);
        for (int round = 0; round < 50; round++) {
            average.step();
            descent.step();
            feedback.step();
            plain.step();
            assertThat(average.iterate()).containsExactly(descent.iterate(), within(1e-11));
            assertThat(feedback.iterate()).containsExactly(plain.iterate(), within(1e-11));
        }
    }

    @Test
    void gradientTrackingKeepsAZeroMeanAndSolvesWithoutAFloor() {
        Federation everybody = new Federation(LEAST_SQUARES, NodeSample.all(8), 5, 0.02, 1);
        FedComgate exact = new FedComgate(everybody, IDENTITY, ORIGIN);
        FedComgate quantised = new FedComgate(everybody, new Compressor.StochasticLevels(7, 1), ORIGIN);
        FedAvg average = new FedAvg(everybody, IDENTITY, ORIGIN);
        for (int round = 0; round < 1000; round++) {
            exact.step();
            quantised.step();
            average.step();
            assertThat(mean(quantised.trackers())).containsExactly(ORIGIN, within(1e-11));
        }
        assertThat(LEAST_SQUARES.relativeError(exact.iterate())).isLessThan(1e-10);
        assertThat(LEAST_SQUARES.relativeError(quantised.iterate())).isLessThan(1e-10);
        assertThat(LEAST_SQUARES.relativeError(average.iterate())).isGreaterThan(1e-3);
    }

    @Test
    void trackersOfASampleStayOfZeroMean() {
        Federation partial =
                new Federation(LEAST_SQUARES, new NodeSample(8, 3, 1, Purpose.CLIENT_SAMPLING), 5, 0.005, 0.3);
        FedComgate recursion = new FedComgate(partial, new Compressor.StochasticLevels(7, 1), ORIGIN);
        for (int round = 0; round < 100; round++) {
            recursion.step();
            assertThat(mean(recursion.trackers())).containsExactly(ORIGIN, within(1e-11));
        }
    }

    @Test
    void onlyTheSampleKeepsErrorsAndPays() {
        Federation partial =
                new Federation(LEAST_SQUARES, new NodeSample(8, 3, 1, Purpose.CLIENT_SAMPLING), 5, 0.02, 1);
        FedEf feedback = new FedEf(partial, TOP_2, ORIGIN);
        feedback.step();
        int[] sample = partial.sample().of(0);
        for (int client = 0; client < 8; client++) {
            int searched = client;
            boolean sampled = Arrays.stream(sample).anyMatch(member -> member == searched);
            assertThat(Arrays.equals(feedback.errors()[client], ORIGIN)).isEqualTo(!sampled);
        }
        assertThat(feedback.uplinkBytes()).isEqualTo(16 * 3 / 8.0);
    }
}

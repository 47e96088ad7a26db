package io.gossamer.train.recursion.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.train.arrival.ArrivalPlan;
import io.gossamer.train.arrival.ClientTimes;
import io.gossamer.train.arrival.Schedule;
import io.gossamer.train.arrival.Weighing;
import io.gossamer.train.recursion.AffineProblem;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On quadratics f_i = c_i / 2 (x - a_i)^2. */
class AsynchronousAveragingTest {
    private static final double[] CURVATURES = {1, 2, 0.5, 1.5};
    private static final double[] CENTRES = {-1, 2, 5, 0.5};

    static List<Schedule> schedules() {
        return List.of(
                new Schedule.FirstArrivals(0),
                new Schedule.FirstArrivals(1),
                new Schedule.FirstArrivals(2),
                new Schedule.Ticks(0.5));
    }

    private static AffineProblem quadratics(double[] curvatures, double[] centres) {
        double[][][] matrices = new double[curvatures.length][][];
        double[][] offsets = new double[curvatures.length][];
        for (int i = 0; i < curvatures.length; i++) {
            matrices[i] = new double[][] {{curvatures[i]}};
            offsets[i] = new double[] {-curvatures[i] * centres[i]};
        }
        return new AffineProblem(matrices, offsets);
    }

    private static double optimum(double[] weights) {
        double sum = 0;
        double norm = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * CURVATURES[i] * CENTRES[i];
            norm += weights[i] * CURVATURES[i];
        }
        return sum / norm;
    }

    private static AsynchronousAveraging run(Schedule schedule, Weighing weighing) {
        ArrivalPlan plan = ArrivalPlan.of(ClientTimes.profile(4, 80), schedule, weighing);
        var recursion = new AsynchronousAveraging(quadratics(CURVATURES, CENTRES), plan, 2, 1e-4, 1, new double[] {0});
        recursion.steps(146_400);
        return recursion;
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void unbiasedWeightsReachTheOptimumOfTheFederation(Schedule schedule) {
        assertThat(run(schedule, Weighing.UNBIASED).iterate()[0])
                .isCloseTo(optimum(new double[] {1, 1, 1, 1}), within(5e-3));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void identicalWeightsReachTheOptimumOfTheSurrogate(Schedule schedule) {
        AsynchronousAveraging recursion = run(schedule, Weighing.IDENTICAL);
        double surrogate = optimum(recursion.weightSums());
        assertThat(recursion.iterate()[0]).isCloseTo(surrogate, within(5e-3));
        if (schedule.equals(new Schedule.FirstArrivals(1)) || schedule instanceof Schedule.Ticks) {
            assertThat(Math.abs(surrogate - optimum(new double[] {1, 1, 1, 1}))).isGreaterThan(0.1);
        }
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void aSingleClientWithOneStepIsGradientDescentToTheBit(Schedule schedule) {
        Schedule possible = switch (schedule) {
            case Schedule.FirstArrivals first -> new Schedule.FirstArrivals(Math.min(1, first.count()));
            case Schedule.Ticks ticks -> new Schedule.Ticks(1);
        };
        for (Weighing weighing : Weighing.values()) {
            ArrivalPlan plan = ArrivalPlan.of(ClientTimes.profile(1, 0), possible, weighing);
            // Dyadic numbers, so that neither y - x nor x + (y - x) is rounded.
            AffineProblem problem = quadratics(new double[] {0.5}, new double[] {3});
            var recursion = new AsynchronousAveraging(problem, plan, 1, 0.25, 1, new double[] {1});
            double x = 1;
            for (int step = 0; step < 12; step++) {
                recursion.step();
                x -= 0.25 * (0.5 * x - 1.5);
                assertThat(recursion.iterate()[0]).isEqualTo(x);
            }
        }
    }
}

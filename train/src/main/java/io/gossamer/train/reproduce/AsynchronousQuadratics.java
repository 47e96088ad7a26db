package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.train.arrival.ArrivalPlan;
import io.gossamer.train.arrival.ClientTimes;
import io.gossamer.train.arrival.Schedule;
import io.gossamer.train.arrival.Weighing;
import io.gossamer.train.recursion.AffineProblem;
import io.gossamer.train.recursion.federated.AsynchronousAveraging;
import java.util.Locale;
import java.util.stream.IntStream;

/** Asynchronous averaging in float64 on f_i = c_i / 2 (x - a_i)^2: where unbiased and identical weights lead. */
final class AsynchronousQuadratics {
    private static final double[] CURVATURES = {1, 2, 0.5, 1.5};
    private static final double[] CENTRES = {-1, 2, 5, 0.5};
    private static final double NEAR = 5e-3;
    private static final double APART = 0.1;
    private static final int WINDOWS = 146_400;

    private AsynchronousQuadratics() {}

    static Claim claim() {
        AsynchronousAveraging unbiased = run(Weighing.UNBIASED);
        AsynchronousAveraging identical = run(Weighing.IDENTICAL);
        double federated = optimum(new double[] {1, 1, 1, 1});
        double surrogate = optimum(identical.weightSums());
        boolean holds = Math.abs(unbiased.iterate()[0] - federated) <= NEAR
                && Math.abs(identical.iterate()[0] - surrogate) <= NEAR
                && Math.abs(federated - surrogate) >= APART;
        return new Claim(
                "Identical weights lead to the optimum of a surrogate, unbiased ones to that of the federation",
                "the fixed point minimises the sum of q_i L_i (theorem)",
                "f_i = c_i / 2 (x - a_i)^2, M 4, F-80, asynchronous FedAvg, K 2, eta_l 1e-4, " + WINDOWS
                        + " aggregations, float64",
                text("unbiased", unbiased) + "; " + text("identical", identical),
                String.format(Locale.ROOT, "optimum %.4f; of the surrogate %.4f", federated, surrogate),
                "each at most " + NEAR + " from its own, which are at least " + APART + " apart",
                holds);
    }

    private static String text(String weights, AsynchronousAveraging end) {
        return String.format(Locale.ROOT, "%s %.4f", weights, end.iterate()[0]);
    }

    private static AsynchronousAveraging run(Weighing weighing) {
        ArrivalPlan plan =
                ArrivalPlan.of(ClientTimes.profile(CENTRES.length, 80), new Schedule.FirstArrivals(1), weighing);
        double[][][] matrices = new double[CENTRES.length][][];
        double[][] offsets = new double[CENTRES.length][];
        for (int i = 0; i < CENTRES.length; i++) {
            matrices[i] = new double[][] {{CURVATURES[i]}};
            offsets[i] = new double[] {-CURVATURES[i] * CENTRES[i]};
        }
        var recursion =
                new AsynchronousAveraging(new AffineProblem(matrices, offsets), plan, 2, 1e-4, 1, new double[] {0});
        recursion.steps(WINDOWS);
        return recursion;
    }

    /** sum q_i c_i a_i / sum q_i c_i. */
    private static double optimum(double[] weights) {
        double sum = IntStream.range(0, weights.length)
                .mapToDouble(i -> weights[i] * CURVATURES[i] * CENTRES[i])
                .sum();
        return sum
                / IntStream.range(0, weights.length)
                        .mapToDouble(i -> weights[i] * CURVATURES[i])
                        .sum();
    }
}

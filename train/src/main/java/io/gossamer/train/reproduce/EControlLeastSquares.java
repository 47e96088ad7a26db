package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.recursion.AffineProblem;
import io.gossamer.train.recursion.Compressor;
import io.gossamer.train.recursion.NoisyProblem;
import io.gossamer.train.recursion.Problem;
import io.gossamer.train.recursion.Problems;
import io.gossamer.train.recursion.Recursion;
import io.gossamer.train.recursion.descent.BiasCorrectedErrorFeedback;
import io.gossamer.train.recursion.descent.CompressedDescent;
import io.gossamer.train.recursion.descent.EControl;
import io.gossamer.train.recursion.descent.Ef21;
import io.gossamer.train.recursion.descent.ErrorFeedback;
import io.gossamer.train.recursion.descent.FirstEstimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * EControl in float64 on heterogeneous least squares (50 dimensions, nodes of 60 rows, each with its own solution), beside
 * gradient descent, compressed descent, error feedback, EF21, EF21-SGDM and D-EC-SGD: exact and noisy gradients, 10 and 40
 * nodes, and the known example on which the naive method diverges.
 */
final class EControlLeastSquares {
    private static final int DIMENSION = 50;
    private static final int ROWS = 60;
    private static final double NOISE = 0.5;
    private static final double SOLVED = 1e-10;
    private static final double FLOOR = 1e-2;
    private static final double SPEEDUP_MARGIN = 1.15;
    private static final double[] ORIGIN = new double[DIMENSION];
    private static final Compressor IDENTITY = new Compressor.Identity();
    private static final Compressor TOP_1 = new Compressor.TopK(1);
    private static final double DELTA = 1.0 / DIMENSION;

    private EControlLeastSquares() {}

    static List<Claim> claims(Reproduction.Setting setting) {
        List<Long> seeds = setting.seeds();
        List<Claim> claims = new ArrayList<>();
        for (int k : new int[] {1, 5}) {
            setting.progress().accept("least squares, exact gradients, top-" + k);
            claims.add(heterogeneity(seeds, k));
        }
        setting.progress().accept("least squares, noisy gradients, 10 nodes");
        Noisy coarse = noisy(seeds, 10, 0.02, 4000);
        Noisy fine = noisy(seeds, 10, 0.005, 10_000);
        setting.progress().accept("least squares, noisy gradients, 40 nodes");
        Noisy many = noisy(seeds, 40, 0.005, 10_000);
        claims.add(noise(seeds, coarse, 0.8));
        claims.add(noise(seeds, fine, 0.5));
        claims.add(speedup(seeds, fine, many));
        claims.add(divergence());
        return claims;
    }

    /** A method on a problem, from the origin. */
    private interface Start {
        Recursion with(Problem problem, double stepSize);
    }

    private static Figures solved(String name, List<Long> seeds, Start method) {
        return Figures.of(name, seeds, seed -> {
            AffineProblem problem = Problems.leastSquares(seed, 10, ROWS, DIMENSION);
            return StepSizeSearch.over(problem.meanLipschitz(), 3000, 1, 0.5, 0.25, 0.1, 0.05, 0.02)
                    .bestError(problem, gamma -> method.with(problem, gamma));
        });
    }

    private static Claim heterogeneity(List<Long> seeds, int k) {
        Compressor top = new Compressor.TopK(k);
        Compressor random = new Compressor.RandK(k, true, false, k);
        double delta = k * DELTA;
        Figures control = solved(
                "EControl", seeds, (p, gamma) -> new EControl(p, top, EControl.Settings.of(gamma, delta), ORIGIN));
        Figures plain = solved("EC", seeds, (p, gamma) -> ErrorFeedback.plain(p, top, gamma, ORIGIN));
        List<Figures> others = List.of(
                solved("GD", seeds, (p, gamma) -> new CompressedDescent(p, IDENTITY, gamma, ORIGIN)),
                solved("compressed GD", seeds, (p, gamma) -> new CompressedDescent(p, top, gamma, ORIGIN)),
                solved("EF21", seeds, (p, gamma) -> ef21(p, top, gamma, 1)),
                solved("EF21-SGDM", seeds, (p, gamma) -> ef21(p, top, gamma, 0.1)),
                solved("EC-Ideal", seeds, (p, gamma) -> ErrorFeedback.ideal(p, top, gamma, ORIGIN)),
                solved(
                        "D-EC-SGD",
                        seeds,
                        (p, gamma) -> new BiasCorrectedErrorFeedback(p, top, random, gamma, delta, ORIGIN)));
        return new Claim(
                "Solves heterogeneous problems where error feedback stalls, top-" + k,
                "EControl fastest or equal, EC stalls (synthetic least squares, curves)",
                "least squares, d 50, 10 nodes of 60 rows with solutions of their own, exact gradients, 3000 steps, "
                        + "best of six step sizes, eta = k/d; relative error; seeds " + seeds,
                control.toString(),
                plain + "; " + Figures.join(others),
                "EControl at most " + SOLVED + ", EC at least " + FLOOR,
                control.largest() <= SOLVED && plain.smallest() >= FLOOR);
    }

    private static Recursion ef21(Problem problem, Compressor compressor, double stepSize, double momentum) {
        return new Ef21(problem, compressor, stepSize, momentum, ORIGIN, FirstEstimate.GRADIENT);
    }

    /** The methods with noisy gradients and one step size: root mean square error of the second half of the steps. */
    private record Noisy(
            double stepSize, int steps, Figures control, Figures ef21, Figures sgd, List<Figures> others) {}

    private static Noisy noisy(List<Long> seeds, int nodes, double stepSize, int steps) {
        Noise noise = new Noise(seeds, nodes, stepSize, steps);
        return new Noisy(
                stepSize,
                steps,
                noise.figures("EControl", (p, g) -> new EControl(p, TOP_1, EControl.Settings.of(g, DELTA), ORIGIN)),
                noise.figures("EF21", (p, g) -> ef21(p, TOP_1, g, 1)),
                noise.figures("SGD", (p, g) -> new CompressedDescent(p, IDENTITY, g, ORIGIN)),
                List.of(
                        noise.figures("EC", (p, g) -> ErrorFeedback.plain(p, TOP_1, g, ORIGIN)),
                        noise.figures("EF21-SGDM", (p, g) -> ef21(p, TOP_1, g, 0.1)),
                        noise.figures(
                                "EControl with eta = delta/10",
                                (p, g) -> new EControl(p, TOP_1, EControl.Settings.of(g, DELTA / 10), ORIGIN))));
    }

    private record Noise(List<Long> seeds, int nodes, double stepSize, int steps) {
        Figures figures(String name, Start method) {
            return Figures.of(name, seeds, seed -> {
                AffineProblem exact = Problems.leastSquares(seed, nodes, ROWS, DIMENSION);
                Recursion recursion = method.with(new NoisyProblem(exact, NOISE, seed), stepSize);
                recursion.steps(steps / 2);
                double squares = 0;
                for (int step = steps / 2; step < steps; step++) {
                    recursion.step();
                    double error = exact.relativeError(recursion.iterate());
                    squares += error * error;
                }
                return Math.sqrt(squares / (steps - steps / 2));
            });
        }
    }

    private static Claim noise(List<Long> seeds, Noisy noisy, double bound) {
        Figures ratio = noisy.control.relativeTo(noisy.ef21);
        return new Claim(
                "Averages gradient noise better than EF21",
                "EF21 is the case eta = 0 and does not average noise (curves)",
                String.format(
                        Locale.ROOT,
                        "the same, noise of deviation 0.5, top-1, eta = delta = 0.02, step size %s, %d steps; root mean "
                                + "square relative error of the second half; seeds %s",
                        noisy.stepSize,
                        noisy.steps,
                        seeds),
                noisy.control + "; " + ratio,
                noisy.ef21 + "; " + noisy.sgd + "; " + Figures.join(noisy.others),
                "at most " + bound + " of EF21's error",
                ratio.largest() <= bound);
    }

    private static Claim speedup(List<Long> seeds, Noisy few, Noisy many) {
        Figures ofFew = few.control.relativeTo(few.sgd);
        Figures ofMany = many.control.relativeTo(many.sgd);
        Figures change = ofMany.relativeTo(ofFew);
        return new Claim(
                "Keeps SGD's linear speed-up in the number of nodes",
                "leading term sigma^2 / (mu n epsilon) (theorem)",
                "the same with 10 and with 40 nodes, step size 0.005; error over that of SGD on the same problem; seeds "
                        + seeds,
                "10 nodes: " + ofFew + "; 40 nodes: " + ofMany,
                "10 nodes: " + few.ef21.relativeTo(few.sgd) + "; 40 nodes: " + many.ef21.relativeTo(many.sgd),
                "with 40 nodes at most " + SPEEDUP_MARGIN + " times the ratio with 10",
                change.largest() <= SPEEDUP_MARGIN);
    }

    private static Claim divergence() {
        double gamma = 0.01;
        int steps = 4000;
        double[] ones = {1, 1, 1};
        AffineProblem example = Problems.divergenceExample();
        double naive = length(new CompressedDescent(example, TOP_1, gamma, ones), steps);
        double closedForm = Math.sqrt(3) * Math.pow(1 + 11 * gamma / 6, steps);
        double plain = length(ErrorFeedback.plain(example, TOP_1, gamma, ones), steps);
        double ef21 = length(new Ef21(example, TOP_1, gamma, 1, ones, FirstEstimate.GRADIENT), steps);
        double control = length(new EControl(example, TOP_1, EControl.Settings.of(gamma, 1.0 / 3), ones), steps);
        return new Claim(
                "Naive compression diverges exponentially where memories converge",
                "the example of three functions of Beznosikov and others",
                "three nodes, three dimensions, top-1, step size 0.01, 4000 steps from (1, 1, 1); |x| at the end",
                String.format(Locale.ROOT, "EControl %.1e, EC %.1e, EF21 %.1e", control, plain, ef21),
                String.format(
                        Locale.ROOT, "compressed GD %.6e, in closed form (1 + 11/6 gamma)^k %.6e", naive, closedForm),
                "memories below 1e-15, the naive method at its closed form",
                Math.max(control, Math.max(plain, ef21)) < 1e-15 && Math.abs(naive / closedForm - 1) < 1e-9);
    }

    private static double length(Recursion recursion, int steps) {
        recursion.steps(steps);
        return Math.sqrt(Arrays.stream(recursion.iterate()).map(x -> x * x).sum());
    }
}

package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.recursion.Compressor;
import io.gossamer.train.recursion.federated.FedAvg;
import io.gossamer.train.recursion.federated.FedComgate;
import io.gossamer.train.recursion.federated.OneVariableScaffold;
import io.gossamer.train.recursion.federated.Scaffold;
import io.gossamer.train.recursion.federated.Scallion;
import java.util.List;

/**
 * SCALLION in float64 on heterogeneous least squares, beside FedAvg, its compressed forms, FedPAQ, FedCOMGATE and
 * SCAFFOLD.
 */
final class ScallionLeastSquares {
    private static final double SOLVED = 1e-5;
    private static final double FLOOR = 1e-2;
    private static final double TARGET = 1e-6;
    private static final int KEPT = 4;
    private static final int LEVELS = 7;
    private static final Compressor IDENTITY = new Compressor.Identity();

    private ScallionLeastSquares() {}

    static List<Claim> claims(Reproduction.Setting setting) {
        var problem = new FederatedLeastSquares(setting.seeds());
        setting.progress().accept("FedAvg and SCAFFOLD");
        Figures average = problem.error("FedAvg", (f, seed, x) -> new FedAvg(f, IDENTITY, x));
        Claim uplink = uplink(problem);
        setting.progress().accept("SCALLION and its baselines with rand-10 %");
        List<Figures> scalings =
                List.of(scallion(problem, 0.05), scallion(problem, 0.1), scallion(problem, 0.3), scallion(problem, 1));
        Claim floor = floor(problem, average, scalings);
        setting.progress().accept("SCALLION and its baselines with four-bit levels");
        return List.of(floor, scaling(problem, scalings), quantised(problem, average), uplink);
    }

    private static Compressor random(long seed) {
        return new Compressor.RandK(KEPT, true, false, seed);
    }

    private static Compressor levels(long seed) {
        return new Compressor.StochasticLevels(LEVELS, seed);
    }

    private static Figures scallion(FederatedLeastSquares problem, double alpha) {
        return problem.error("SCALLION alpha " + alpha, (f, seed, x) -> new Scallion(f, random(seed), alpha, x));
    }

    private static Claim floor(FederatedLeastSquares problem, Figures average, List<Figures> scalings) {
        Figures scallion = scalings.get(1);
        Figures compressed = problem.error("FedAvg rand-10 %", (f, seed, x) -> new FedAvg(f, random(seed), x));
        Figures comgate = problem.error("FedCOMGATE rand-10 %", (f, seed, x) -> new FedComgate(f, random(seed), x));
        return new Claim(
                "Converges with unbiased compression and partial participation where FedAvg has a floor",
                "matches full-precision federated learning (abstract)",
                problem.description() + "; rand-10 %, alpha 0.1; relative error",
                scallion.toString(),
                average + "; " + compressed + "; " + comgate,
                "SCALLION at most " + SOLVED + ", FedAvg at least " + FLOOR,
                scallion.largest() <= SOLVED && average.smallest() >= FLOOR);
    }

    private static Claim scaling(FederatedLeastSquares problem, List<Figures> scalings) {
        return new Claim(
                "Strong compression needs the scaling alpha",
                "alpha about 1/(1 + omega) or smaller (theorem)",
                problem.description() + "; rand-10 %; relative error",
                Figures.join(scalings.subList(0, 2)),
                Figures.join(scalings.subList(2, 4)),
                "diverges with alpha 1",
                scalings.get(3).smallest() > 1 && scalings.get(0).largest() < 1);
    }

    private static Claim quantised(FederatedLeastSquares problem, Figures average) {
        Figures scallion = problem.error("SCALLION", (f, seed, x) -> new Scallion(f, levels(seed), 0.5, x));
        Figures paq = problem.error("FedPAQ", (f, seed, x) -> new FedAvg(f, levels(seed), x));
        Figures comgate = problem.error("FedCOMGATE", (f, seed, x) -> new FedComgate(f, levels(seed), x));
        Figures bytes = problem.bytesUntil("SCALLION", TARGET, (f, seed, x) -> new Scallion(f, levels(seed), 0.5, x));
        Figures comgateBytes =
                problem.bytesUntil("FedCOMGATE", TARGET, (f, seed, x) -> new FedComgate(f, levels(seed), x));
        Figures scaffoldBytes =
                problem.bytesUntil("SCAFFOLD in one variable", TARGET, (f, seed, x) -> new OneVariableScaffold(f, x));
        return new Claim(
                "Better than FedPAQ with the same messages",
                "better than compressed federated learning at equal bits (curves)",
                problem.description() + "; levels of four bits for everybody, alpha 0.5; relative error, and bytes a "
                        + "client sends until it is " + TARGET,
                scallion + "; bytes: " + bytes,
                average + "; " + paq + "; " + comgate + "; bytes: " + comgateBytes + "; " + scaffoldBytes,
                "SCALLION at most " + SOLVED + ", FedPAQ at least " + FLOOR,
                scallion.largest() <= SOLVED && paq.smallest() >= FLOOR);
    }

    private static Claim uplink(FederatedLeastSquares problem) {
        Figures one = problem.bytesUntil("one variable", TARGET, (f, seed, x) -> new OneVariableScaffold(f, x));
        Figures two = problem.bytesUntil("two variables", TARGET, (f, seed, x) -> new Scaffold(f, x));
        Figures ratio = two.relativeTo(one);
        return new Claim(
                "One variable halves the uplink of SCAFFOLD",
                "halved (abstract)",
                problem.description() + "; bytes a client sends until the relative error is " + TARGET,
                one.toString(),
                two.toString(),
                "exactly half",
                ratio.smallest() == 2 && ratio.largest() == 2);
    }
}

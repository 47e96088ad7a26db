package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.recursion.Compressor;
import io.gossamer.train.recursion.federated.FedAvg;
import io.gossamer.train.recursion.federated.FedComgate;
import io.gossamer.train.recursion.federated.FedEf;
import io.gossamer.train.recursion.federated.OneVariableScaffold;
import io.gossamer.train.recursion.federated.Scafcom;
import java.util.List;

/**
 * SCAFCOM in float64 on heterogeneous least squares, beside FedAvg, Fed-EF, FedPAQ, FedCOMGATE and SCAFFOLD.
 */
final class ScafcomLeastSquares {
    private static final double SOLVED = 1e-8;
    private static final double FLOOR = 1e-2;
    private static final double TARGET = 1e-6;
    private static final double UPLINK_SHARE = 0.5;
    /** Six bits: 34 bytes a message, two more than top-4 takes. */
    private static final int LEVELS = 31;

    private static final Compressor IDENTITY = new Compressor.Identity();
    private static final Compressor TOP = new Compressor.TopK(4);

    private ScafcomLeastSquares() {}

    static List<Claim> claims(Reproduction.Setting setting) {
        var problem = new FederatedLeastSquares(setting.seeds());
        setting.progress().accept("SCAFCOM with four momenta");
        List<Figures> momenta =
                List.of(scafcom(problem, 0.1), scafcom(problem, 0.2), scafcom(problem, 0.5), scafcom(problem, 1));
        setting.progress().accept("FedAvg, SCAFFOLD and Fed-EF");
        Figures average = problem.error("FedAvg", (f, seed, x) -> new FedAvg(f, IDENTITY, x));
        Figures scaffold = problem.error("SCAFFOLD", (f, seed, x) -> new OneVariableScaffold(f, x));
        Figures feedback = problem.error("Fed-EF top-10 %", (f, seed, x) -> new FedEf(f, TOP, x));
        Claim floor = floor(problem, momenta, average, scaffold, feedback);
        setting.progress().accept("FedPAQ, FedCOMGATE and the uplink");
        return List.of(floor, equalBytes(problem, momenta.get(3), feedback), uplink(problem));
    }

    private static Figures scafcom(FederatedLeastSquares problem, double beta) {
        return problem.error("SCAFCOM beta " + beta, (f, seed, x) -> new Scafcom(f, TOP, beta, x));
    }

    private static Compressor levels(long seed) {
        return new Compressor.StochasticLevels(LEVELS, seed);
    }

    private static Claim floor(
            FederatedLeastSquares problem, List<Figures> momenta, Figures average, Figures scaffold, Figures feedback) {
        boolean solved = momenta.get(1).largest() <= SOLVED && momenta.get(3).largest() <= SOLVED;
        return new Claim(
                "Converges with biased compression and partial participation where FedAvg has a floor",
                "matches full-precision federated learning (abstract)",
                problem.description() + "; top-10 %; relative error",
                Figures.join(momenta),
                average + "; " + scaffold + "; " + feedback,
                "SCAFCOM with beta 0.2 and 1 at most " + SOLVED + ", FedAvg at least " + FLOOR,
                solved && average.smallest() >= FLOOR);
    }

    private static Claim equalBytes(FederatedLeastSquares problem, Figures scafcom, Figures feedback) {
        Figures paq = problem.error("FedPAQ, six bits", (f, seed, x) -> new FedAvg(f, levels(seed), x));
        Figures comgate = problem.error("FedCOMGATE, six bits", (f, seed, x) -> new FedComgate(f, levels(seed), x));
        Figures comgateBytes =
                problem.bytesUntil("FedCOMGATE", TARGET, (f, seed, x) -> new FedComgate(f, levels(seed), x));
        return new Claim(
                "Better than Fed-EF and FedPAQ at equal bytes",
                "better than compressed federated learning at equal bits (curves)",
                problem.description() + "; 32 bytes a message (FedPAQ and FedCOMGATE 34); relative error",
                scafcom.toString(),
                feedback + "; " + paq + "; " + comgate + "; bytes until " + TARGET + ": " + comgateBytes,
                "SCAFCOM at most " + SOLVED + ", the two at least " + FLOOR,
                scafcom.largest() <= SOLVED && Math.min(feedback.smallest(), paq.smallest()) >= FLOOR);
    }

    private static Claim uplink(FederatedLeastSquares problem) {
        Figures scafcom = problem.bytesUntil("SCAFCOM beta 1", TARGET, (f, seed, x) -> new Scafcom(f, TOP, 1, x));
        Figures scaffold =
                problem.bytesUntil("SCAFFOLD in one variable", TARGET, (f, seed, x) -> new OneVariableScaffold(f, x));
        Figures share = scafcom.relativeTo(scaffold);
        return new Claim(
                "Far less uplink than SCAFFOLD for the same error",
                "matches full precision with far less uplink (abstract; curves)",
                problem.description() + "; bytes a client sends until the relative error is " + TARGET,
                scafcom + "; " + share,
                scaffold.toString(),
                "at most " + UPLINK_SHARE + " of SCAFFOLD's bytes, which are half of the published form's",
                share.largest() <= UPLINK_SHARE);
    }
}

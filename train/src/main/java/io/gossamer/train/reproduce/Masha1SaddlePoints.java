package io.gossamer.train.reproduce;

import static io.gossamer.train.reproduce.MashaVariants.FLOOR;
import static io.gossamer.train.reproduce.MashaVariants.SOLVED;
import static io.gossamer.train.reproduce.SaddleInstance.MULTIPLES;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.recursion.saddle.AnchorRule;
import io.gossamer.train.recursion.saddle.Masha1;
import io.gossamer.train.recursion.saddle.MashaSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * MASHA1 in float64 on bilinear saddle points and robust regression, beside extragradient, its compressed form and compressed descent-ascent.
 */
final class Masha1SaddlePoints {
    private static final double UPLINK_SHARE = 0.75;
    private static final double[] FINE_MULTIPLES =
            IntStream.rangeClosed(1, 13).mapToDouble(tenths -> tenths / 10.0).toArray();

    private static final MashaVariants MASHA1 = new MashaVariants(Masha1::new, SaddleInstance.Draw::random);

    private Masha1SaddlePoints() {}

    static List<Claim> claims(Reproduction.Setting setting, List<SaddleInstance> regressions) {
        List<Long> seeds = setting.seeds();
        SaddleInstance first = SaddleInstance.first(seeds);
        SaddleInstance second = SaddleInstance.second(seeds);
        List<Claim> claims = new ArrayList<>();
        setting.progress().accept("first instance");
        claims.add(solves(first));
        claims.add(MASHA1.claim(first));
        setting.progress().accept("first instance, bytes");
        claims.add(bytes(first));
        claims.add(tunedBytes(first));
        setting.progress().accept("second instance");
        claims.add(solves(second));
        for (SaddleInstance regression : regressions) {
            setting.progress().accept(regression.label());
            claims.add(solves(regression));
            claims.add(MASHA1.claim(regression));
        }
        return claims;
    }

    private static Claim solves(SaddleInstance instance) {
        Figures uplink = instance.error("uplink only", MASHA1.uplink());
        Figures bothWays = instance.error("both ways", MASHA1.bothWays());
        Figures compressed = SaddleBaselines.randomExtragradient(instance);
        Figures top = SaddleBaselines.topExtragradient(instance);
        return new Claim(
                "MASHA1 converges linearly where compressed extragradient stalls, D " + instance.dimension(),
                "bilinear min-max (abstract, no number)",
                instance.description() + "; " + SaddleInstance.STEP_SIZES + "; relative error",
                uplink + "; " + bothWays,
                SaddleBaselines.extragradient(instance) + "; " + compressed + "; " + top + "; "
                        + SaddleBaselines.randomDescentAscent(instance),
                "MASHA1 at most " + SOLVED + ", CEG at least " + FLOOR,
                Math.max(uplink.largest(), bothWays.largest()) <= SOLVED
                        && Math.min(compressed.smallest(), top.smallest()) >= FLOOR);
    }

    private static Claim bytes(SaddleInstance instance) {
        Figures masha = instance.bytes("MASHA1", MULTIPLES, MASHA1.uplink());
        Figures extragradient = instance.bytes("EG", MULTIPLES, SaddleBaselines.EXTRAGRADIENT);
        return uplinkClaim(
                "Fewer bytes up than extragradient, step sizes of the sheet",
                instance.description() + "; " + SaddleInstance.STEP_SIZES,
                masha,
                extragradient);
    }

    /** Whether it still holds when extragradient may take every step size that works, and MASHA1 is tuned as finely. */
    private static Claim tunedBytes(SaddleInstance instance) {
        Figures extragradient = instance.bytes("EG", FINE_MULTIPLES, SaddleBaselines.EXTRAGRADIENT);
        List<Figures> tuned = new ArrayList<>();
        for (int kept : new int[] {instance.kept() / 2, instance.kept()}) {
            for (double tau : new double[] {0.6, 0.7, 0.8}) {
                tuned.add(instance.bytes(
                        "MASHA1 k " + kept + " tau " + tau,
                        FINE_MULTIPLES,
                        (draw, gamma) -> new Masha1(
                                draw.full(),
                                MashaSettings.uplink(
                                        gamma,
                                        AnchorRule.random(tau, draw.seed()),
                                        draw.random(kept),
                                        instance.nodes()),
                                draw.origin())));
            }
        }
        Figures best = tuned.stream()
                .min(Comparator.comparingDouble(
                        figures -> figures.relativeTo(extragradient).largest()))
                .orElseThrow();
        return uplinkClaim(
                "Fewer bytes up than extragradient, both tuned",
                instance.description() + "; c of 0.1, 0.2 to 1.3 for both, k and tau of MASHA1 tuned (all: "
                        + Figures.join(tuned) + ")",
                best,
                extragradient);
    }

    private static Claim uplinkClaim(String claim, String where, Figures masha, Figures extragradient) {
        Figures share = masha.relativeTo(extragradient);
        return new Claim(
                claim,
                "no number",
                where + "; bytes a node sends until the relative error is 1e-4, a seed of 8 bytes in each message, "
                        + "refreshes and start included",
                masha + "; " + share,
                extragradient.toString(),
                "at most " + UPLINK_SHARE + " of EG's bytes",
                share.largest() <= UPLINK_SHARE);
    }
}

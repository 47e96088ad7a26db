package io.gossamer.train.reproduce;

import static io.gossamer.train.reproduce.MashaVariants.FLOOR;
import static io.gossamer.train.reproduce.MashaVariants.SOLVED;
import static io.gossamer.train.reproduce.SaddleInstance.MULTIPLES;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.recursion.saddle.Masha2;
import java.util.ArrayList;
import java.util.List;

/**
 * MASHA2 in float64 on bilinear saddle points and robust regression, beside extragradient, its compressed form, and compressed descent-ascent
 * with and without error feedback.
 */
final class Masha2SaddlePoints {
    private static final MashaVariants MASHA2 = new MashaVariants(Masha2::new, SaddleInstance.Draw::top);

    private Masha2SaddlePoints() {}

    static List<Claim> claims(Reproduction.Setting setting, List<SaddleInstance> regressions) {
        List<Long> seeds = setting.seeds();
        SaddleInstance first = SaddleInstance.first(seeds);
        List<Claim> claims = new ArrayList<>();
        setting.progress().accept("first instance");
        claims.add(solves(first));
        claims.add(MASHA2.claim(first));
        setting.progress().accept("second instance");
        claims.add(solves(SaddleInstance.second(seeds)));
        for (SaddleInstance regression : regressions) {
            setting.progress().accept(regression.label());
            claims.add(solves(regression));
            claims.add(MASHA2.claim(regression));
        }
        return claims;
    }

    private static Claim solves(SaddleInstance instance) {
        Figures uplink = instance.error("uplink only", MASHA2.uplink());
        Figures bothWays = instance.error("both ways", MASHA2.bothWays());
        Figures compressed = SaddleBaselines.topExtragradient(instance);
        Figures random = SaddleBaselines.randomExtragradient(instance);
        Figures bytes = instance.bytes("MASHA2", MULTIPLES, MASHA2.uplink());
        Figures extragradientBytes = instance.bytes("EG", MULTIPLES, SaddleBaselines.EXTRAGRADIENT);
        return new Claim(
                "MASHA2 converges linearly where compressed extragradient stalls, D " + instance.dimension(),
                "bilinear min-max (abstract, no number)",
                instance.description() + "; " + SaddleInstance.STEP_SIZES
                        + "; relative error, and bytes a node sends until it is 1e-4",
                uplink + "; " + bothWays + "; bytes: " + bytes,
                SaddleBaselines.extragradient(instance) + "; " + compressed + "; " + random + "; "
                        + SaddleBaselines.topDescentAscent(instance) + "; "
                        + SaddleBaselines.descentAscentWithFeedback(instance) + "; bytes: " + extragradientBytes,
                "MASHA2 at most " + SOLVED + ", CEG at least " + FLOOR,
                Math.max(uplink.largest(), bothWays.largest()) <= SOLVED
                        && Math.min(compressed.smallest(), random.smallest()) >= FLOOR);
    }
}

package io.gossamer.train.reproduce;

import static io.gossamer.train.reproduce.MashaVariants.FLOOR;
import static io.gossamer.train.reproduce.MashaVariants.SOLVED;
import static io.gossamer.train.reproduce.SaddleInstance.MULTIPLES;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.recursion.saddle.Masha2;
import java.util.List;

/**
 * MASHA2 in float64 on bilinear saddle points, beside extragradient, its compressed form, and compressed descent-ascent
 * with and without error feedback. {@code quick} takes the first seed.
 */
public final class Masha2SaddlePoints implements Reproduction {
    private static final MashaVariants MASHA2 = new MashaVariants(Masha2::new, SaddleInstance.Draw::top);

    @Override
    public String method() {
        return "masha2";
    }

    @Override
    public List<Claim> run(Setting setting) {
        List<Long> seeds = setting.quick() ? setting.seeds().subList(0, 1) : setting.seeds();
        SaddleInstance first = SaddleInstance.first(seeds);
        setting.progress().accept("first instance");
        Claim solves = solves(first);
        Claim variants = MASHA2.claim(first);
        setting.progress().accept("second instance");
        return List.of(solves, variants, solves(SaddleInstance.second(seeds)));
    }

    private static Claim solves(SaddleInstance instance) {
        Figures uplink = instance.error("uplink only", MASHA2.uplink());
        Figures bothWays = instance.error("both ways", MASHA2.bothWays());
        Figures compressed = SaddleBaselines.topExtragradient(instance);
        Figures random = SaddleBaselines.randomExtragradient(instance);
        Figures bytes = instance.bytes("MASHA2", MULTIPLES, MASHA2.uplink());
        Figures extragradientBytes = instance.bytes("EG", MULTIPLES, SaddleBaselines.EXTRAGRADIENT);
        return new Claim(
                "Converges linearly where compressed extragradient stalls, D " + 2 * instance.size(),
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

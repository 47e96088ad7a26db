package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.train.recursion.Compressor;
import io.gossamer.train.recursion.Recursion;
import io.gossamer.train.recursion.saddle.MashaSettings;
import io.gossamer.train.recursion.saddle.OperatorDifference;
import io.gossamer.train.reproduce.SaddleInstance.Draw;
import io.gossamer.train.reproduce.SaddleInstance.Start;
import java.util.List;
import java.util.function.Function;

/** MASHA1 or MASHA2, with its kind of compressor, in the forms that the paper names. */
record MashaVariants(Method method, Function<Draw, Compressor> compressor) {
    static final double SOLVED = 1e-8;
    static final double FLOOR = 1e-2;

    /** A constructor of the method. */
    interface Method {
        Recursion on(OperatorDifference operator, MashaSettings settings, double[] start);
    }

    Start uplink() {
        return (draw, gamma) -> method.on(draw.full(), settings(draw, gamma), draw.origin());
    }

    Start bothWays() {
        return (draw, gamma) -> method.on(
                draw.full(),
                MashaSettings.bothWays(
                        gamma,
                        draw.anchor(),
                        compressor.apply(draw),
                        draw.problem().nodes()),
                draw.origin());
    }

    private Start uncompressed() {
        return new MashaVariants(method, draw -> new Compressor.Identity()).uplink();
    }

    private Start anchorAtPrevious() {
        return (draw, gamma) -> method.on(
                draw.full(),
                MashaSettings.uplink(
                        gamma,
                        draw.anchor().toPrevious(),
                        compressor.apply(draw),
                        draw.problem().nodes()),
                draw.origin());
    }

    private Start partialParticipation() {
        return (draw, gamma) -> method.on(draw.full(), settings(draw, gamma).with(draw.half()), draw.origin());
    }

    private Start stochastic() {
        return (draw, gamma) -> method.on(draw.batch(), settings(draw, gamma), draw.origin());
    }

    private MashaSettings settings(Draw draw, double gamma) {
        return MashaSettings.uplink(
                gamma, draw.anchor(), compressor.apply(draw), draw.problem().nodes());
    }

    Claim claim(SaddleInstance instance) {
        List<Figures> variants = List.of(
                instance.error("w = z before the step", anchorAtPrevious()),
                instance.error("PP, half of the nodes", partialParticipation()),
                instance.error("VR, one of 8 batches", stochastic()));
        return new Claim(
                "Stochastic and partial-participation variants converge linearly, too",
                "named in the abstract",
                instance.description() + "; " + SaddleInstance.STEP_SIZES + "; uplink only; relative error",
                Figures.join(variants),
                instance.error("identity", uncompressed()).toString(),
                "each at most " + SOLVED,
                variants.stream().allMatch(variant -> variant.largest() <= SOLVED));
    }
}

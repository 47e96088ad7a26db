package io.gossamer.train.reproduce;

import io.gossamer.train.recursion.Compressor;
import io.gossamer.train.recursion.descent.CompressedDescent;
import io.gossamer.train.recursion.descent.ErrorFeedback;
import io.gossamer.train.recursion.saddle.ExtraGradient;

/** What MASHA is compared with on saddle points. */
final class SaddleBaselines {
    static final SaddleInstance.Start EXTRAGRADIENT =
            (draw, gamma) -> new ExtraGradient(draw.problem(), new Compressor.Identity(), gamma, draw.origin());

    private SaddleBaselines() {}

    static Figures extragradient(SaddleInstance instance) {
        return instance.error("EG", EXTRAGRADIENT);
    }

    static Figures randomExtragradient(SaddleInstance instance) {
        return instance.error(
                "CEG rand-k", (draw, gamma) -> new ExtraGradient(draw.problem(), draw.random(), gamma, draw.origin()));
    }

    static Figures topExtragradient(SaddleInstance instance) {
        return instance.error(
                "CEG top-k", (draw, gamma) -> new ExtraGradient(draw.problem(), draw.top(), gamma, draw.origin()));
    }

    static Figures randomDescentAscent(SaddleInstance instance) {
        return instance.error(
                "QGDA rand-k",
                (draw, gamma) -> new CompressedDescent(draw.problem(), draw.random(), gamma, draw.origin()));
    }

    static Figures topDescentAscent(SaddleInstance instance) {
        return instance.error(
                "QGDA top-k", (draw, gamma) -> new CompressedDescent(draw.problem(), draw.top(), gamma, draw.origin()));
    }

    static Figures descentAscentWithFeedback(SaddleInstance instance) {
        return instance.error(
                "QGDA top-k with error feedback",
                (draw, gamma) -> ErrorFeedback.plain(draw.problem(), draw.top(), gamma, draw.origin()));
    }
}

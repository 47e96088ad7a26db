package io.gossamer.codec.memory;

import io.gossamer.codec.array.UnbiasedCodec;
import io.gossamer.codec.sparse.SparseVector;
import io.gossamer.core.state.StateVisitor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What is said is how far the gradient is from the estimate h_i that the others have of it; the update is the mean
 * estimate. With a contractive codec and a rate of 1 it is EF21; with an unbiased codec and a smaller rate, about 1 / (1 +
 * omega), it is DIANA.
 *
 * <p>Sources: Richtárik, Sokolov and Fatkhullin, "EF21: a new, simpler, theoretically better, and practically faster
 * error feedback", NeurIPS 2021; its momentum form: Fatkhullin, Tyurin and Richtárik, "Momentum provably improves error
 * feedback!", NeurIPS 2023; Mishchenko, Gorbunov, Takáč and Richtárik, "Distributed learning with compressed gradient
 * differences", arXiv 1901.09269.
 */
public final class DifferenceMemory implements Memory {
    private final GradientEstimates estimates;
    private final float momentum;
    private final Residuals average;

    private DifferenceMemory(Arena arena, long[] counts, GradientEstimates estimates, float momentum) {
        this.estimates = estimates;
        this.momentum = momentum;
        this.average = momentum == 1 ? null : new Residuals(arena, counts);
    }

    /** EF21. The arena owns the arrays; {@code counts} are the elements of each tensor. */
    public static DifferenceMemory ef21(Arena arena, long[] counts) {
        return new DifferenceMemory(arena, counts, GradientEstimates.following(arena, counts), 1);
    }

    /** EF21-SGDM: EF21 on v = (1 - momentum) v + momentum g, with momentum in (0, 1]. */
    public static DifferenceMemory ef21WithMomentum(Arena arena, long[] counts, float momentum) {
        return new DifferenceMemory(arena, counts, GradientEstimates.following(arena, counts), momentum);
    }

    /** DIANA: the estimates move by 1 / (1 + omega) of what is said; the update is h plus what is said. */
    public static DifferenceMemory diana(Arena arena, long[] counts, UnbiasedCodec codec) {
        float[] rates = new float[counts.length];
        for (int tensor = 0; tensor < counts.length; tensor++) {
            rates[tensor] = (float) (1 / (1 + codec.omega(counts[tensor])));
        }
        return new DifferenceMemory(arena, counts, new GradientEstimates(arena, counts, rates), 1);
    }

    @Override
    public MemorySegment compensate(int tensor, MemorySegment gradient) {
        averaged(tensor, gradient);
        estimates.subtractOwn(tensor, gradient);
        return gradient;
    }

    private void averaged(int tensor, MemorySegment gradient) {
        if (average != null) {
            MemorySegment v = average.of(tensor);
            ElementWise.scale(v, 1 - momentum);
            ElementWise.addScaled(momentum, gradient, v);
            gradient.copyFrom(v);
        }
    }

    @Override
    public void sent(int tensor, SparseVector chosen) {
        estimates.sent(tensor, chosen);
    }

    @Override
    public void sent(int tensor, MemorySegment decoded) {
        estimates.sent(tensor, decoded);
    }

    @Override
    public boolean followsOthers() {
        return true;
    }

    @Override
    public void received(int tensor, MemorySegment mean) {
        estimates.received(tensor, mean);
    }

    @Override
    public void whole(int tensor, MemorySegment gradient) {
        if (average != null) {
            average.of(tensor).copyFrom(gradient);
        }
        estimates.whole(tensor, gradient);
    }

    @Override
    public void merged(int tensor, MemorySegment mean) {
        estimates.merged(tensor, mean);
    }

    @Override
    public void visitState(StateVisitor visitor) {
        estimates.visit(visitor);
        if (average != null) {
            average.visit(visitor, "average");
        }
    }
}

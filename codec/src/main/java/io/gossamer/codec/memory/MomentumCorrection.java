package io.gossamer.codec.memory;

import io.gossamer.codec.sparse.SparseVector;
import io.gossamer.core.state.StateVisitor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.IntPredicate;

/**
 * Deep Gradient Compression's memory: momentum is applied before accumulation, so that what waits is what plain momentum
 * SGD would have applied. Per tensor it keeps the momentum u and the velocity v (the accumulated update):
 *
 * <ul>
 *   <li>plain: u = m u + g, v = v + u
 *   <li>Nesterov: u = m (u + g), v = v + u + g
 * </ul>
 *
 * What is sent leaves v; with momentum factor masking it leaves u as well, so that stale momentum does not drive it in
 * the old direction. Tensors that are not compressed get the same momentum after averaging, without accumulation.
 *
 * <p>Source: Lin et al., "Deep Gradient Compression", ICLR 2018, sections 3.1 and 3.2, and its official code.
 */
public final class MomentumCorrection implements Memory {
    private final float momentum;
    private final boolean nesterov;
    private final boolean momentumMasking;
    private final IntPredicate alwaysWhole;
    private final Residuals u;
    private final Residuals v;

    /**
     * @param arena owns u and v
     * @param counts elements of each tensor
     * @param momentum m, in [0, 1)
     * @param momentumMasking whether sent elements leave u, too
     * @param alwaysWhole which tensors are never compressed, so that their u is the momentum of the mean, the same on all
     *     nodes
     */
    public MomentumCorrection(
            Arena arena,
            long[] counts,
            float momentum,
            boolean nesterov,
            boolean momentumMasking,
            IntPredicate alwaysWhole) {
        this.alwaysWhole = alwaysWhole;
        this.momentum = momentum;
        this.nesterov = nesterov;
        this.momentumMasking = momentumMasking;
        this.u = new Residuals(arena, counts);
        this.v = new Residuals(arena, counts);
    }

    @Override
    public MemorySegment compensate(int tensor, MemorySegment gradient) {
        MemorySegment velocity = v.of(tensor);
        accelerate(tensor, gradient);
        ElementWise.add(u.of(tensor), velocity);
        if (nesterov) {
            ElementWise.add(gradient, velocity);
        }
        return velocity;
    }

    @Override
    public void sent(int tensor, SparseVector chosen) {
        chosen.clearIn(v.of(tensor));
        if (momentumMasking) {
            chosen.clearIn(u.of(tensor));
        }
    }

    /** A codec without selection sends every element, so all of v is sent, rounding and all. */
    @Override
    public void sent(int tensor, MemorySegment decoded) {
        ElementWise.subtract(decoded, v.of(tensor));
        if (momentumMasking) {
            u.of(tensor).fill((byte) 0);
        }
    }

    @Override
    public void merged(int tensor, MemorySegment mean) {
        accelerate(tensor, mean);
        if (nesterov) {
            ElementWise.add(u.of(tensor), mean);
        } else {
            mean.copyFrom(u.of(tensor));
        }
    }

    private void accelerate(int tensor, MemorySegment gradient) {
        MemorySegment momentumOf = u.of(tensor);
        if (nesterov) {
            ElementWise.add(gradient, momentumOf);
            ElementWise.scale(momentumOf, momentum);
        } else {
            ElementWise.scale(momentumOf, momentum);
            ElementWise.add(gradient, momentumOf);
        }
    }

    @Override
    public void visitState(StateVisitor visitor) {
        u.visit(visitor, "momentum", alwaysWhole);
        v.visit(visitor, "velocity");
    }

    /** The momentum u of one tensor, for tests and reports. */
    public float momentum(int tensor, long index) {
        return u.of(tensor).getAtIndex(ValueLayout.JAVA_FLOAT, index);
    }

    /** The velocity v of one tensor, for tests and reports. */
    public float velocity(int tensor, long index) {
        return v.of(tensor).getAtIndex(ValueLayout.JAVA_FLOAT, index);
    }
}

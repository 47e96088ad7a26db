package io.gossamer.codec.memory;

import io.gossamer.codec.sparse.SparseVector;
import io.gossamer.core.state.StateVisitor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * EControl: one message feeds the error e and the estimate h_i of the gradient. Said is {@code strength e + g - h_i};
 * then {@code e += g - h_i - sent} and {@code h_i += sent}; the update is the mean estimate h. A strength of 0 is EF21.
 *
 * <p>Source: Gao, Islamov and Stich, "EControl: fast distributed optimization with compression and error control", ICLR
 * 2024, arXiv 2311.05645.
 */
public final class ErrorControl implements Memory {
    private final float strength;
    private final Residuals error;
    private final Residuals said;
    private final GradientEstimates estimates;

    /**
     * @param arena owns the arrays
     * @param counts elements of each tensor
     * @param strength the paper's eta in [0, 1]: how strongly the error is fed back; about the codec's delta
     */
    public ErrorControl(Arena arena, long[] counts, float strength) {
        this.strength = strength;
        this.error = new Residuals(arena, counts);
        this.said = new Residuals(arena, counts);
        this.estimates = GradientEstimates.following(arena, counts);
    }

    @Override
    public MemorySegment compensate(int tensor, MemorySegment gradient) {
        estimates.subtractOwn(tensor, gradient);
        MemorySegment result = said.of(tensor).copyFrom(gradient);
        ElementWise.addScaled(strength, error.of(tensor), result);
        ElementWise.add(gradient, error.of(tensor));
        return result;
    }

    @Override
    public void sent(int tensor, SparseVector chosen) {
        chosen.addTo(error.of(tensor), -1);
        estimates.sent(tensor, chosen);
    }

    @Override
    public void sent(int tensor, MemorySegment decoded) {
        ElementWise.subtract(decoded, error.of(tensor));
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
        estimates.whole(tensor, gradient);
    }

    @Override
    public void merged(int tensor, MemorySegment mean) {
        estimates.merged(tensor, mean);
    }

    /** The error e of one tensor, for tests and reports. */
    public MemorySegment error(int tensor) {
        return error.of(tensor).asReadOnly();
    }

    /** The estimate h_i of one tensor, for tests and reports. */
    public MemorySegment estimate(int tensor) {
        return estimates.own(tensor).asReadOnly();
    }

    /** The mean estimate h of one tensor, for tests and reports. */
    public MemorySegment meanEstimate(int tensor) {
        return estimates.mean(tensor).asReadOnly();
    }

    @Override
    public void visitState(StateVisitor visitor) {
        error.visit(visitor, "error");
        estimates.visit(visitor);
    }
}

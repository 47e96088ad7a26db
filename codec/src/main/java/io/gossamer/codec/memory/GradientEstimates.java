package io.gossamer.codec.memory;

import io.gossamer.codec.sparse.SparseVector;
import io.gossamer.core.state.StateVisitor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * An estimate of every node's gradient that all agree on: each node knows its own, h_i, and the mean of all, h. Both
 * move by a rate times what was said, so that h stays the mean of the h_i without another word.
 */
final class GradientEstimates {
    private final float[] rates;
    private final Residuals own;
    private final Residuals mean;

    /**
     * @param arena owns the estimates
     * @param counts elements of each tensor
     * @param rates of each tensor
     */
    GradientEstimates(Arena arena, long[] counts, float[] rates) {
        this.rates = rates;
        this.own = new Residuals(arena, counts);
        this.mean = new Residuals(arena, counts);
    }

    /** Estimates that take over whatever is said. */
    static GradientEstimates following(Arena arena, long[] counts) {
        float[] rates = new float[counts.length];
        Arrays.fill(rates, 1);
        return new GradientEstimates(arena, counts, rates);
    }

    /** gradient -= h_i. */
    void subtractOwn(int tensor, MemorySegment gradient) {
        ElementWise.subtract(own.of(tensor), gradient);
    }

    void sent(int tensor, SparseVector chosen) {
        chosen.addTo(own.of(tensor), rates[tensor]);
    }

    void sent(int tensor, MemorySegment decoded) {
        ElementWise.addScaled(rates[tensor], decoded, own.of(tensor));
    }

    /** update = h + said, h before it moved; with a rate of 1 that is h after. */
    void received(int tensor, MemorySegment said) {
        MemorySegment h = mean.of(tensor);
        float rate = rates[tensor];
        if (rate == 1) {
            ElementWise.add(said, h);
            said.copyFrom(h);
        } else {
            ElementWise.addScaled(rate, said, h);
            // The new h is the old one plus rate * said; (1 - rate) * said more make it the old one plus said.
            ElementWise.scale(said, 1 - rate);
            ElementWise.add(h, said);
        }
    }

    /** h_i = gradient, which all nodes will hear as it is. */
    void whole(int tensor, MemorySegment gradient) {
        own.of(tensor).copyFrom(gradient);
    }

    /** h = mean. */
    void merged(int tensor, MemorySegment heard) {
        mean.of(tensor).copyFrom(heard);
    }

    /** h_i, for tests and reports. */
    MemorySegment own(int tensor) {
        return own.of(tensor);
    }

    /** h, for tests and reports. */
    MemorySegment mean(int tensor) {
        return mean.of(tensor);
    }

    void visit(StateVisitor visitor) {
        own.visit(visitor, "estimate");
        mean.visit(visitor, "meanEstimate");
    }
}

package io.gossamer.codec.memory;

import io.gossamer.codec.sparse.SparseVector;
import io.gossamer.core.state.Stateful;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * What one node keeps of what was said and not said, tensor by tensor. In each exchange, for each tensor that is
 * compressed, {@link #compensate} comes first, then exactly one of the two forms of {@link #sent}, then {@link
 * #received}; for one that is said whole, {@link #whole} and then {@link #merged}. All arrays are float32.
 */
public interface Memory extends Stateful {
    /**
     * Takes a fresh gradient and returns what should be said in its place. The result is the gradient, which may have
     * been changed, or an array of the memory's own; it is valid until the next call for the same tensor.
     */
    MemorySegment compensate(int tensor, MemorySegment gradient);

    /** Tells that the chosen elements of the compensated array were sent, with the values that receivers see. */
    void sent(int tensor, SparseVector chosen);

    /** Tells what receivers see of the compensated array, in full length. */
    void sent(int tensor, MemorySegment decoded);

    /**
     * The residual e of a memory that does nothing but {@code e += g} before and {@code e -= sent} after. A codec that can
     * keep it within its own passes may do so instead of {@link #compensate} and {@link #sent}.
     */
    default Optional<MemorySegment> residual(int tensor) {
        return Optional.empty();
    }

    /** Turns the mean over all nodes of what they said about a compressed tensor into its update, in place. */
    default void received(int tensor, MemorySegment mean) {}

    /** Tells that a fresh gradient is said as it is. */
    default void whole(int tensor, MemorySegment gradient) {}

    /**
     * Whether it follows what the other nodes say, as an estimate of what their memories hold; nodes that come or go would
     * leave that estimate wrong.
     */
    default boolean followsOthers() {
        return false;
    }

    /** Turns the mean over all nodes of a tensor that was said whole into its update, in place. */
    default void merged(int tensor, MemorySegment mean) {}
}

package io.gossamer.codec.memory;

import io.gossamer.codec.sparse.SparseVector;
import io.gossamer.core.state.Stateful;
import java.lang.foreign.MemorySegment;

/**
 * What one node keeps of what it did not say, tensor by tensor. In each exchange, for each tensor that is compressed,
 * {@link #compensate} comes first, then exactly one of the two forms of {@link #sent}. All arrays are float32.
 */
public interface Memory extends Stateful {
    /**
     * Takes a fresh gradient and returns what should be said in its place. The result is the gradient itself or an
     * array of the memory's own; it is valid until the next call for the same tensor.
     */
    MemorySegment compensate(int tensor, MemorySegment gradient);

    /** Tells that the chosen elements of the compensated array were sent, with the values that receivers see. */
    void sent(int tensor, SparseVector chosen);

    /** Tells what receivers see of the compensated array, in full length. */
    void sent(int tensor, MemorySegment decoded);

    /** Turns the mean over all nodes of a tensor that was not compressed into its update, in place. */
    void merged(int tensor, MemorySegment mean);
}

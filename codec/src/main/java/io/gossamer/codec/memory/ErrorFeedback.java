package io.gossamer.codec.memory;

import io.gossamer.codec.sparse.SparseVector;
import io.gossamer.core.state.StateVisitor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Error feedback: the residual e of what was not sent joins the next gradient, e = e + g - sent. With a top-k codec this
 * is Gradient Dropping.
 *
 * <p>Sources: Seide et al., "1-bit stochastic gradient descent", Interspeech 2014; Aji and Heafield, "Sparse
 * communication for distributed gradient descent", EMNLP 2017.
 */
public final class ErrorFeedback implements Memory {
    private final Residuals residual;

    /**
     * @param arena owns the residuals
     * @param counts elements of each tensor
     */
    public ErrorFeedback(Arena arena, long[] counts) {
        residual = new Residuals(arena, counts);
    }

    @Override
    public MemorySegment compensate(int tensor, MemorySegment gradient) {
        MemorySegment e = residual.of(tensor);
        ElementWise.add(gradient, e);
        return e;
    }

    @Override
    public Optional<MemorySegment> residual(int tensor) {
        return Optional.of(residual.of(tensor));
    }

    @Override
    public void sent(int tensor, SparseVector chosen) {
        chosen.addTo(residual.of(tensor), -1);
    }

    @Override
    public void sent(int tensor, MemorySegment decoded) {
        ElementWise.subtract(decoded, residual.of(tensor));
    }

    @Override
    public void visitState(StateVisitor visitor) {
        residual.visit(visitor, "residual");
    }
}

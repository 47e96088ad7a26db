package io.gossamer.model.tensor;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.javacpp.Pointer;

/**
 * Keeps native objects alive beyond the {@link org.bytedeco.javacpp.PointerScope} they were made in, until it is closed.
 * A scope belongs to the thread that opened it; an owner may be closed by any thread.
 */
public final class NativeOwner implements AutoCloseable {
    private final Deque<Pointer> kept = new ArrayDeque<>();

    /** Keeps {@code pointer} until {@link #close}. */
    public <P extends Pointer> P keep(P pointer) {
        pointer.retainReference();
        kept.push(pointer);
        return pointer;
    }

    /** Releases everything, last kept first. */
    @Override
    public void close() {
        while (!kept.isEmpty()) {
            kept.pop().releaseReference();
        }
    }
}

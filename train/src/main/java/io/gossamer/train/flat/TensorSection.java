package io.gossamer.train.flat;

import io.gossamer.core.section.ComputeSection;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;

/** A compute section without gradients whose temporary tensors end with it. */
public final class TensorSection implements AutoCloseable {
    private final ComputeSection section = ComputeSection.enter();
    private final PointerScope scope = new PointerScope();
    private final NoGradGuard guard = new NoGradGuard();

    private TensorSection() {}

    public static TensorSection enter() {
        return new TensorSection();
    }

    @Override
    public void close() {
        guard.close();
        scope.close();
        section.close();
    }
}

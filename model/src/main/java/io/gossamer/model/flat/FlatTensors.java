package io.gossamer.model.flat;

import java.lang.foreign.MemorySegment;
import org.bytedeco.pytorch.Tensor;

/** Tensors that are views of one flat float32 buffer; memory and tensors are the same bytes. */
public interface FlatTensors extends AutoCloseable {
    FlatLayout layout();

    /** The whole buffer. */
    MemorySegment memory();

    /** The elements of one tensor, a slice of {@link #memory}. */
    MemorySegment memory(int index);

    /** The tensor view of entry {@code index}. */
    Tensor view(int index);

    /** The whole buffer as one 1-D tensor, padding included. */
    Tensor flat();

    /** A zeroed buffer of the same layout. */
    FlatTensors likeThis();

    @Override
    void close();
}

package io.gossamer.model.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.TensorBase;

/** The memory behind a tensor. */
public final class TensorMemory {
    private TensorMemory() {}

    /** Where the first element stands; 0 for a tensor that never had memory. */
    public static long address(TensorBase tensor) {
        Pointer pointer = tensor.data_ptr();
        return pointer == null ? 0 : pointer.address();
    }

    /**
     * The bytes of a contiguous tensor, without a copy.
     *
     * @param lifetime ends before the tensor is freed
     */
    public static MemorySegment of(TensorBase tensor, Arena lifetime) {
        return MemorySegment.ofAddress(address(tensor)).reinterpret(tensor.nbytes(), lifetime, null);
    }
}

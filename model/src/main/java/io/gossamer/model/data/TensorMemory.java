package io.gossamer.model.data;

import java.lang.foreign.MemorySegment;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** New tensors and the memory behind them, for filling batches without a copy. */
final class TensorMemory {
    private TensorMemory() {}

    static Tensor allocate(torch.ScalarType type, long... shape) {
        return torch.empty(shape, new TensorOptions(type), null);
    }

    /** The bytes of a contiguous tensor; valid until the tensor is freed. */
    static MemorySegment of(Tensor tensor) {
        return MemorySegment.ofAddress(tensor.data_ptr().address()).reinterpret(tensor.nbytes());
    }
}

package io.gossamer.model.network;

import io.gossamer.core.state.StateVisitor;
import io.gossamer.core.state.Stateful;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Buffers that are not float32: whole numbers and truth values as {@code counters}, other floating-point types as
 * {@code constants}. They are no part of any flat region, since nothing averages them.
 */
final class OtherBuffers implements Stateful {
    private final Supplier<List<NamedTensor>> tensors;

    /** @param tensors lists them anew, since a module may put another tensor in a buffer's place */
    OtherBuffers(Supplier<List<NamedTensor>> tensors) {
        this.tensors = tensors;
    }

    @Override
    public void visitState(StateVisitor visitor) {
        try (PointerScope scope = new PointerScope()) {
            for (NamedTensor buffer : tensors.get()) {
                if (buffer.tensor().is_floating_point()) {
                    visitDoubles(visitor.scope("constants"), buffer.name(), buffer.tensor());
                } else {
                    visitLongs(visitor.scope("counters"), buffer.name(), buffer.tensor());
                }
            }
        }
    }

    private static void visitLongs(StateVisitor visitor, String name, Tensor tensor) {
        Tensor wide = tensor.to(ScalarType.Long).contiguous();
        long[] values = new long[(int) wide.numel()];
        wide.data_ptr_long().get(values);
        visitor.longs(name, values);
        tensor.copy_(Tensor.create(values, Shapes.of(tensor)));
    }

    private static void visitDoubles(StateVisitor visitor, String name, Tensor tensor) {
        Tensor wide = tensor.to(ScalarType.Double).contiguous();
        double[] values = new double[(int) wide.numel()];
        wide.data_ptr_double().get(values);
        visitor.doubles(name, values);
        tensor.copy_(Tensor.create(values, Shapes.of(tensor)));
    }
}

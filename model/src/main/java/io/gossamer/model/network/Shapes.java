package io.gossamer.model.network;

import java.util.Arrays;
import org.bytedeco.pytorch.LongArrayRef;
import org.bytedeco.pytorch.Tensor;

/** Sizes of tensors. */
final class Shapes {
    private Shapes() {}

    static long[] of(Tensor tensor) {
        LongArrayRef sizes = tensor.sizes();
        long[] shape = new long[(int) tensor.dim()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = sizes.at(i);
        }
        return shape;
    }

    static String text(Tensor tensor) {
        return Arrays.toString(of(tensor));
    }
}

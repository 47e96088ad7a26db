package io.gossamer.train.flat;

import io.gossamer.model.flat.FlatTensors;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Arithmetic on whole flat buffers, by libtorch: it needs no warm-up, and on one kind of machine it always gives the
 * same bits. The padding between tensors is zero and stays zero.
 */
public final class FlatMath {
    private FlatMath() {}

    /** {@code tensors /= divisor}, element by element. */
    public static void divide(FlatTensors tensors, double divisor) {
        try (TensorSection section = TensorSection.enter()) {
            tensors.flat().div_(new Scalar(divisor));
        }
    }

    /** {@code values /= divisor} for an array of float32. */
    public static void divide(MemorySegment values, float divisor) {
        for (long at = 0; at < values.byteSize(); at += Float.BYTES) {
            values.set(ValueLayout.JAVA_FLOAT, at, values.get(ValueLayout.JAVA_FLOAT, at) / divisor);
        }
    }

    /** {@code target += factor term} for tensors of one layout. */
    public static void add(FlatTensors target, double factor, FlatTensors term) {
        try (TensorSection section = TensorSection.enter()) {
            target.flat().add_(term.flat(), new Scalar(factor));
        }
    }

    /** {@code result = a - b} for tensors of one layout. */
    public static void subtract(FlatTensors a, FlatTensors b, FlatTensors result) {
        try (TensorSection section = TensorSection.enter()) {
            torch.sub_out(result.flat(), a.flat(), b.flat());
        }
    }

    /** {@code tensors *= factor}, element by element. */
    public static void scale(FlatTensors tensors, double factor) {
        try (TensorSection section = TensorSection.enter()) {
            tensors.flat().mul_(new Scalar(factor));
        }
    }

    /** {@code tensor += factor other^2} for two tensors of one buffer, by their numbers. */
    public static void addSquare(FlatTensors tensors, int tensor, double factor, int other) {
        try (TensorSection section = TensorSection.enter()) {
            tensors.view(tensor).add_(tensors.view(other).square(), new Scalar(factor));
        }
    }

    /** {@code result = weight * a + (1 - weight) * b}, which is b to the bit where a is b. */
    public static void blend(FlatTensors a, double weight, FlatTensors b, FlatTensors result) {
        try (TensorSection section = TensorSection.enter()) {
            torch.lerp_out(result.flat(), b.flat(), a.flat(), new Scalar(weight));
        }
    }

    /** Brings every element within {@code [-limit, limit]}. */
    public static void clamp(FlatTensors tensors, double limit) {
        try (TensorSection section = TensorSection.enter()) {
            torch.clamp_(tensors.flat(), new ScalarOptional(new Scalar(-limit)), new ScalarOptional(new Scalar(limit)));
        }
    }

    /** Squared L2 norm of float32 values, added up from the first to the last in float64: the same on every machine. */
    public static double squaredNorm(MemorySegment values) {
        double sum = 0;
        for (long at = 0; at < values.byteSize(); at += Float.BYTES) {
            double value = values.get(ValueLayout.JAVA_FLOAT, at);
            sum += value * value;
        }
        return sum;
    }

    /** That of each tensor. */
    public static double[] squaredNorms(FlatTensors tensors) {
        return IntStream.range(0, tensors.layout().entries().size())
                .mapToDouble(tensor -> squaredNorm(tensors.memory(tensor)))
                .toArray();
    }

    /** Scales all elements so that their L2 norm is at most {@code limit}; a limit of 0 means none. */
    public static void clip(FlatTensors tensors, double limit) {
        if (limit == 0) {
            return;
        }
        try (TensorSection section = TensorSection.enter()) {
            Tensor flat = tensors.flat();
            double norm = flat.norm().item_double();
            if (norm > limit) {
                flat.mul_(new Scalar(limit / norm));
            }
        }
    }
}

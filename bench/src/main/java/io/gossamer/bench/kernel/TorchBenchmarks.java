package io.gossamer.bench.kernel;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Codecs as they are written with the operators of libtorch, and the matrix products that low rank consists of, on the array
 * of {@link CodecBenchmarks}, by one thread.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class TorchBenchmarks {
    private static final int CHOSEN = KernelBenchmarks.FLOATS / 1000;
    /** Those of {@code lowrank(4,1024)}. */
    private static final int RANK = 4;

    private static final int COLUMNS = 1024;
    private static final int ROWS = KernelBenchmarks.FLOATS / COLUMNS;
    private static final int ROUNDS = 2;

    private Tensor values;
    private Tensor matrix;
    private Tensor p;
    private Tensor q;

    @Setup
    public void fill() {
        torch.set_num_threads(1);
        values = torch.empty(KernelBenchmarks.FLOATS);
        KernelBenchmarks.fillNormal(
                MemorySegment.ofAddress(values.data_ptr().address()).reinterpret(KernelBenchmarks.BYTES));
        matrix = values.view(ROWS, COLUMNS);
        p = torch.randn(ROWS, RANK);
        q = torch.randn(COLUMNS, RANK);
    }

    @TearDown
    public void free() {
        values.close();
    }

    /** The mean magnitude, and eight signs to a byte. */
    @Benchmark
    public double torchSign() {
        try (PointerScope scope = new PointerScope()) {
            Tensor bits = values.ge(new Scalar(0f)).to(ScalarType.Byte).view(-1, Byte.SIZE);
            Tensor packed = bits.select(1, 0);
            for (int bit = 1; bit < Byte.SIZE; bit++) {
                packed = packed.bitwise_or(bits.select(1, bit).__lshift__(new Scalar(bit)));
            }
            return values.abs().mean().item_float() + packed.numel();
        }
    }

    /** The largest 0.1 % by magnitude as halves, and their indices as int32. */
    @Benchmark
    public long torchTopK() {
        try (PointerScope scope = new PointerScope()) {
            T_TensorTensor_T largest = values.abs().topk(CHOSEN, 0, true, false);
            Tensor indices = largest.get1();
            Tensor halves = values.gather(0, indices).to(ScalarType.Half);
            return halves.numel() + indices.to(ScalarType.Int).numel();
        }
    }

    /** Both products of each round. */
    @Benchmark
    public long torchProducts() {
        try (PointerScope scope = new PointerScope()) {
            long elements = 0;
            for (int round = 0; round < ROUNDS; round++) {
                elements += matrix.mm(q).numel() + matrix.t().mm(p).numel();
            }
            return elements;
        }
    }

    /** The product that a decoder consists of. */
    @Benchmark
    public long torchExpansion() {
        try (PointerScope scope = new PointerScope()) {
            return p.mm(q.t()).numel();
        }
    }
}

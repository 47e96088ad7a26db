package io.gossamer.bench.kernel;

import io.gossamer.codec.array.BFloat16Codec;
import io.gossamer.codec.array.Codec;
import io.gossamer.codec.array.Float16Codec;
import io.gossamer.codec.array.UniformCodec;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.kernel.ArrayKernels;
import io.gossamer.codec.kernel.Kernels;
import io.gossamer.codec.sparse.SampledThreshold;
import io.gossamer.codec.sparse.SparseVector;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One pass over 64 Mi normally distributed floats (256 MiB, off the heap), by one thread. Where a codec exists, it is the
 * codec that is measured, with its checks for values that are not finite.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class KernelBenchmarks {
    static final int FLOATS = 64 << 20;
    static final long BYTES = (long) FLOATS * Float.BYTES;

    /** Of a standard normal distribution 0.1 % lies beyond it. */
    private static final float THRESHOLD = 3.2905f;

    private static final float LARGEST = 6;
    private static final long DRAWN_BYTES = 4 << 20;
    private static final int ROOM = FLOATS / 100;

    private final ArrayKernels kernels = Kernels.chosen();
    private final int[] indices = new int[ROOM];
    private final float[] selected = new float[ROOM];
    private final SparseVector chosen = new SparseVector();

    private final Arena arena = Arena.ofAuto();
    private MemorySegment values;
    private MemorySegment result;
    private ByteWriter writer;

    @Setup
    public void fill() {
        values = arena.allocate(BYTES, 64);
        result = arena.allocate(BYTES, 64);
        fillNormal(values);
        writer = new ByteWriter(BYTES / 2 + FLOATS / 1024);
    }

    /** Draws a part and repeats it, which no kernel notices and which spares every fork seconds. */
    static void fillNormal(MemorySegment values) {
        MemorySegment drawn = values.asSlice(0, DRAWN_BYTES);
        stream().fillNormal(drawn, 0, 1);
        for (long at = DRAWN_BYTES; at < BYTES; at += DRAWN_BYTES) {
            MemorySegment.copy(drawn, 0, values, at, DRAWN_BYTES);
        }
    }

    static RandomStream stream() {
        return RandomStream.of(1, Purpose.TEST, 0, 0, 0);
    }

    @TearDown
    public void free() {
        writer.close();
    }

    private long encode(Codec codec) {
        writer.clear();
        codec.encode(values, stream(), writer);
        return writer.position();
    }

    /** What all others are held against: every byte read once and written once. */
    @Benchmark
    public void copy() {
        MemorySegment.copy(values, 0, result, 0, BYTES);
    }

    @Benchmark
    public void quantize8RangeKnown() {
        kernels.quantize8(values, 0, 127 / LARGEST, result, 0, FLOATS);
    }

    @Benchmark
    public long encodeUniform8() {
        return encode(new UniformCodec(8));
    }

    @Benchmark
    public long encodeBfloat16() {
        return encode(new BFloat16Codec());
    }

    @Benchmark
    public long encodeFloat16() {
        return encode(new Float16Codec());
    }

    @Benchmark
    public int thresholdSelect() {
        return kernels.select(values, 0, FLOATS, Float.floatToRawIntBits(THRESHOLD), 0, indices, selected, 0);
    }

    @Benchmark
    public int sampledThreshold() {
        new SampledThreshold(0.001).choose(values, stream(), chosen);
        return chosen.count();
    }

    @Benchmark
    public void packSigns() {
        kernels.packSigns(values, 0, result, 0, FLOATS);
    }

    @Benchmark
    public void addScaled() {
        kernels.addScaled(0.5f, values, 0, result, 0, FLOATS);
    }

    /** The array in two codings, made only in the forks that decode. */
    @State(Scope.Benchmark)
    public static class Coded {
        private final Arena arena = Arena.ofAuto();
        private MemorySegment uniform8;
        private MemorySegment bfloat16;

        @Setup
        public void encode(KernelBenchmarks benchmarks) {
            uniform8 = kept(benchmarks, new UniformCodec(8));
            bfloat16 = kept(benchmarks, new BFloat16Codec());
        }

        private MemorySegment kept(KernelBenchmarks benchmarks, Codec codec) {
            benchmarks.encode(codec);
            MemorySegment written = benchmarks.writer.written();
            return arena.allocate(written.byteSize(), 64).copyFrom(written);
        }
    }

    @Benchmark
    public void decodeUniform8(Coded coded) throws CorruptMessageException {
        new UniformCodec(8).decode(new ByteReader(coded.uniform8), result);
    }

    @Benchmark
    public void decodeBfloat16(Coded coded) throws CorruptMessageException {
        new BFloat16Codec().decode(new ByteReader(coded.bfloat16), result);
    }
}

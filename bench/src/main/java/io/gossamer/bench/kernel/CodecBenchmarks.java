package io.gossamer.bench.kernel;

import io.gossamer.codec.Codecs;
import io.gossamer.codec.array.Codec;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Codecs end to end on 64 Mi normally distributed floats, by one thread, with all their checks. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class CodecBenchmarks {
    @Param("f32")
    private String spec;

    private final Arena arena = Arena.ofAuto();
    private Codec codec;
    private MemorySegment values;
    private MemorySegment result;
    private MemorySegment coded;
    private ByteWriter writer;

    @Setup
    public void fill() {
        codec = Codecs.parse(spec);
        values = arena.allocate(KernelBenchmarks.BYTES, 64);
        result = arena.allocate(KernelBenchmarks.BYTES, 64);
        KernelBenchmarks.fillNormal(values);
        writer = new ByteWriter(Math.min(KernelBenchmarks.BYTES, codec.maxEncodedBytes(KernelBenchmarks.FLOATS)));
        encode();
        coded = arena.allocate(writer.position(), 64).copyFrom(writer.written());
    }

    @TearDown
    public void free() {
        writer.close();
    }

    @Benchmark
    public long encode() {
        writer.clear();
        codec.encode(values, KernelBenchmarks.stream(), writer);
        return writer.position();
    }

    @Benchmark
    public void decode() throws CorruptMessageException {
        codec.decode(new ByteReader(coded), result);
    }

    @Benchmark
    public void decodeAdd() throws CorruptMessageException {
        codec.decodeAdd(new ByteReader(coded), 0.5f, result);
    }
}

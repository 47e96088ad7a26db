package io.gossamer.bench.kernel;

import com.github.luben.zstd.Zstd;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.entropy.Rans;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** rANS and zstd on the same bytes: normally distributed levels of standard deviation 4, about 4 bits of entropy each. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class EntropyBenchmarks {
    static final int BYTES = 16 << 20;

    private static final double DEVIATION = 4;
    private static final int LEVEL = 1;

    private final Arena arena = Arena.ofAuto();
    private MemorySegment bytes;
    private MemorySegment decoded;
    private MemorySegment rans;
    private ByteWriter writer;
    private ByteBuffer compressed;
    private int compressedBytes;

    @Setup
    public void fill() {
        bytes = arena.allocate(BYTES, 64);
        decoded = arena.allocate(BYTES, 64);
        RandomStream random = KernelBenchmarks.stream();
        for (int i = 0; i < BYTES; i++) {
            bytes.set(ValueLayout.JAVA_BYTE, i, (byte) Math.rint(random.nextNormal() * DEVIATION));
        }
        writer = new ByteWriter(BYTES + 1L);
        ransEncode();
        rans = arena.allocate(writer.position(), 64).copyFrom(writer.written());
        compressed = ByteBuffer.allocateDirect((int) Zstd.compressBound(BYTES));
        compressedBytes = (int) zstdEncode();
    }

    @TearDown
    public void free() {
        writer.close();
    }

    @Benchmark
    public long ransEncode() {
        writer.clear();
        Rans.encode(bytes, Rans.Tables.STATIC, writer);
        return writer.position();
    }

    @Benchmark
    public void ransDecode() throws CorruptMessageException {
        Rans.decode(new ByteReader(rans), decoded);
    }

    @Benchmark
    public long zstdEncode() {
        return Zstd.compressDirectByteBuffer(
                compressed, 0, compressed.capacity(), bytes.asByteBuffer(), 0, BYTES, LEVEL);
    }

    @Benchmark
    public long zstdDecode() {
        return Zstd.decompressDirectByteBuffer(decoded.asByteBuffer(), 0, BYTES, compressed, 0, compressedBytes);
    }
}

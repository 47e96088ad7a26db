package io.gossamer.codec.array;

import io.gossamer.codec.bits.BitReader;
import io.gossamer.codec.bits.BitWriter;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.bits.LittleEndian;
import io.gossamer.codec.entropy.Elias;
import io.gossamer.codec.kernel.ArrayKernels;
import io.gossamer.codec.kernel.Kernels;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * QSGD, {@code qsgd(15)} or {@code qsgd(1,512)}: each value becomes a multiple of its bucket's L2 norm over {@code levels},
 * rounded up or down at random so that the mean is right; the multiples are Elias coded. Source: Alistarh et al., "QSGD:
 * Communication-Efficient SGD via Gradient Quantization and Encoding", NIPS 2017, section 3.
 *
 * <p>Format: the norm of each bucket (float32), then bits, padded with zeros to a byte. Where few multiples are not zero
 * (levels^2 at most a quarter of the bucket): for each that is not, in a bucket, the distance from the one before, from
 * the bucket's start for the first (gamma), the sign (1 for negative), the magnitude (gamma); a distance beyond the
 * bucket's end by one ends it. Otherwise: for each value the magnitude plus one (gamma), and the sign if it is not zero.
 *
 * @param levels 1 to 127
 * @param bucket values that share a norm
 */
public record QsgdCodec(int levels, int bucket) implements UnbiasedCodec {
    public static final int DEFAULT_BUCKET = 1024;

    private static final ArrayKernels KERNELS = Kernels.chosen();
    private static final int LARGEST_BUCKET = 1 << 20;
    /** Smaller norms have an inverse that is no float; their buckets are written as zeros. */
    private static final float SMALLEST_NORM = 0x1p-100f;

    public QsgdCodec {
        if (levels < 1 || levels > 127) {
            throw new IllegalArgumentException(levels + " levels: 1 to 127 are possible");
        }
        if (bucket < 1 || bucket > LARGEST_BUCKET) {
            throw new IllegalArgumentException(
                    "a bucket of " + bucket + " values: 1 to " + LARGEST_BUCKET + " are possible");
        }
    }

    public QsgdCodec(int levels) {
        this(levels, DEFAULT_BUCKET);
    }

    private boolean sparse() {
        return 4L * levels * levels <= bucket;
    }

    @Override
    public String spec() {
        return "qsgd(" + levels + (bucket == DEFAULT_BUCKET ? "" : "," + bucket) + ")";
    }

    @Override
    public int format() {
        return sparse() ? 9 : 10;
    }

    /** Lemma 3.1 of the source. */
    @Override
    public double omega(long count) {
        double n = Math.max(1, Math.min(count, bucket));
        return Math.min(n / ((double) levels * levels), Math.sqrt(n) / levels);
    }

    @Override
    public long maxEncodedBytes(long count) {
        long buckets = Math.ceilDiv(count, bucket);
        long bitsOfValue = sparse() ? 2 + Elias.gammaBits(levels) : 1 + Elias.gammaBits(levels + 1L);
        long bitsOfEnd = sparse() ? Elias.gammaBits(bucket + 1L) : 0;
        return buckets * Float.BYTES + Math.ceilDiv(count * bitsOfValue + buckets * bitsOfEnd, Byte.SIZE);
    }

    @Override
    public void encode(MemorySegment values, RandomStream random, ByteWriter out) {
        long elements = Blocks.elements(values);
        MemorySegment norms = out.reserve(Math.ceilDiv(elements, bucket) * Float.BYTES);
        Blocks.each(
                elements,
                bucket,
                (first, count) ->
                        norms.set(LittleEndian.FLOAT, first / bucket * Float.BYTES, norm(values, first, count)));
        float[] normsOfBuckets = norms.toArray(LittleEndian.FLOAT);
        BitWriter bits = new BitWriter(out);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment quantized = arena.allocate(Math.min(elements, bucket) + Long.BYTES, Long.BYTES);
            MemorySegment uniforms = arena.allocate(Math.min(elements, bucket) * Float.BYTES, Float.BYTES);
            Blocks.each(elements, bucket, (first, count) -> {
                float norm = normsOfBuckets[(int) (first / bucket)];
                float inverse = norm == 0 ? 0 : levels / norm;
                random.fillUniform(uniforms.asSlice(0, (long) count * Float.BYTES), 0, 1);
                KERNELS.quantizeStochastic8(
                        values, first * Float.BYTES, inverse, uniforms, levels, quantized, 0, count);
                if (sparse()) {
                    putSparse(quantized, count, bits);
                } else {
                    putDense(quantized, count, bits);
                }
            });
        }
        bits.finish();
    }

    private static float norm(MemorySegment values, long first, int count) {
        Blocks.requireFinite(KERNELS.maxAbsBits(values, first * Float.BYTES, count), values, first, count);
        double even = 0;
        double odd = 0;
        for (int i = 0; i < count; i += 2) {
            double a = values.get(LittleEndian.FLOAT, (first + i) * Float.BYTES);
            double b = i + 1 < count ? values.get(LittleEndian.FLOAT, (first + i + 1) * Float.BYTES) : 0;
            even += a * a;
            odd += b * b;
        }
        float norm = (float) Math.min(Math.sqrt(even + odd), Float.MAX_VALUE);
        return norm < SMALLEST_NORM ? 0 : norm;
    }

    private static void putSparse(MemorySegment quantized, int count, BitWriter bits) {
        int last = -1;
        for (int group = 0; group < count; group += Long.BYTES) {
            long eight = quantized.get(LittleEndian.LONG, group);
            if (count - group < Long.BYTES) {
                eight &= (1L << (count - group) * Byte.SIZE) - 1;
            }
            while (eight != 0) {
                int within = Long.numberOfTrailingZeros(eight) / Byte.SIZE;
                int level = (byte) (eight >>> within * Byte.SIZE);
                Elias.putGamma(bits, group + within - last);
                bits.put(level >>> Integer.SIZE - 1, 1);
                Elias.putGamma(bits, Math.abs(level));
                last = group + within;
                eight &= ~(0xFFL << within * Byte.SIZE);
            }
        }
        Elias.putGamma(bits, count - last);
    }

    private static void putDense(MemorySegment quantized, int count, BitWriter bits) {
        for (int i = 0; i < count; i++) {
            int level = quantized.get(ValueLayout.JAVA_BYTE, i);
            Elias.putGamma(bits, Math.abs(level) + 1);
            if (level != 0) {
                bits.put(level >>> Integer.SIZE - 1, 1);
            }
        }
    }

    @Override
    public void decode(ByteReader in, MemorySegment values) throws CorruptMessageException {
        decode(in, Blocks.elements(values), decoder -> Blocks.decode(values, bucket, decoder));
    }

    @Override
    public void decodeAdd(ByteReader in, float scale, MemorySegment sum) throws CorruptMessageException {
        decode(in, Blocks.elements(sum), decoder -> Blocks.decodeAdd(scale, sum, bucket, decoder));
    }

    /** What is done with the decoded buckets. */
    private interface Target {
        void take(Blocks.Decoder buckets) throws CorruptMessageException;
    }

    private void decode(ByteReader in, long elements, Target target) throws CorruptMessageException {
        MemorySegment norms = in.readBytes(Math.ceilDiv(elements, bucket) * Float.BYTES);
        BitReader bits = new BitReader(in);
        target.take((first, count, values, offset) -> {
            float unit = requireNorm(norms.get(LittleEndian.FLOAT, first / bucket * Float.BYTES)) / levels;
            MemorySegment decoded = values.asSlice(offset, (long) count * Float.BYTES);
            decoded.fill((byte) 0);
            if (sparse()) {
                readSparse(bits, count, unit, decoded);
            } else {
                readDense(bits, count, unit, decoded);
            }
        });
        bits.finish();
    }

    private static float requireNorm(float norm) throws CorruptMessageException {
        if (norm >= 0 && norm <= Float.MAX_VALUE) {
            return norm;
        }
        throw new CorruptMessageException("a norm of " + norm);
    }

    private void readSparse(BitReader bits, int count, float unit, MemorySegment values)
            throws CorruptMessageException {
        int at = -1;
        while (true) {
            at += (int) Elias.readGamma(bits, count - at);
            if (at == count) {
                return;
            }
            boolean negative = bits.read(1) == 1;
            float magnitude = Elias.readGamma(bits, levels) * unit;
            values.set(LittleEndian.FLOAT, 4L * at, negative ? -magnitude : magnitude);
        }
    }

    private void readDense(BitReader bits, int count, float unit, MemorySegment values) throws CorruptMessageException {
        for (int i = 0; i < count; i++) {
            long level = Elias.readGamma(bits, levels + 1L) - 1;
            if (level != 0) {
                values.set(LittleEndian.FLOAT, 4L * i, bits.read(1) == 1 ? -level * unit : level * unit);
            }
        }
    }
}

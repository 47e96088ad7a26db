package io.gossamer.codec.array;

import io.gossamer.codec.bits.BitReader;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.bits.LittleEndian;
import io.gossamer.codec.entropy.Elias;
import io.gossamer.codec.kernel.ArrayKernels;
import io.gossamer.codec.kernel.Kernels;
import io.gossamer.codec.kernel.RoundingKernels;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

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
    private static final RoundingKernels ROUNDING = Kernels.rounding();
    /**
     * Elements whose norms are found in one go before they are rounded: memory delivers long runs faster than pages with work
     * in between, and the second-level cache keeps them until then.
     */
    private static final int AT_ONCE = 1 << 14;

    private static final int LARGEST_BUCKET = 1 << 20;
    /** Smaller norms have an inverse that is no float; their buckets are written as zeros. */
    private static final float SMALLEST_NORM = 0x1p-100f;

    /** Of a bucket: squares that are lost or rounded among subnormal numbers are below 2^-126, 2^20 of them at most. */
    private static final double SMALLEST_SQUARES = 0x1p-70;

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
        long norms = out.position();
        long bytesOfNorms = Math.ceilDiv(elements, bucket) * Float.BYTES;
        out.reserve(bytesOfNorms);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment quantized = arena.allocate(Math.min(elements, bucket) + Long.BYTES, Long.BYTES);
            RandomWords words = new RandomWords(random, bucket, elements, arena);
            Quantizer quantizer = (first, count, norm) -> {
                out.setInt(norms + first / bucket * Float.BYTES, Float.floatToRawIntBits(norm));
                quantize(values, first, count, norm == 0 ? 0 : levels / norm, words, quantized);
                return quantized;
            };
            CodeWriter codes = new CodeWriter(out, maxEncodedBytes(elements) - bytesOfNorms);
            if (sparse()) {
                EliasGaps.Writer gaps = EliasGaps.of(levels).new Writer(codes);
                eachBucket(values, (first, count, norm) -> gaps.write(quantizer.of(first, count, norm), count));
            } else {
                EliasLevels.Writer dense = EliasLevels.of(levels).new Writer(codes);
                eachBucket(values, (first, count, norm) -> dense.write(quantizer.of(first, count, norm), count));
            }
            codes.finish();
        }
    }

    /** Writes the norm of a bucket and makes its levels. */
    private interface Quantizer {
        MemorySegment of(long first, int count, float norm);
    }

    /** What is done with a bucket and its norm. */
    private interface Bucket {
        void accept(long first, int count, float norm);
    }

    private void eachBucket(MemorySegment values, Bucket body) {
        float[] norms = new float[Math.max(1, AT_ONCE / bucket)];
        Blocks.each(Blocks.elements(values), norms.length * bucket, (start, size) -> {
            Blocks.each(
                    size,
                    bucket,
                    (within, count) -> norms[(int) within / bucket] = norm(values, start + within, count));
            Blocks.each(
                    size, bucket, (within, count) -> body.accept(start + within, count, norms[(int) within / bucket]));
        });
    }

    private void quantize(
            MemorySegment values, long first, int count, float inverse, RandomWords words, MemorySegment quantized) {
        words.each(
                count,
                (within, size, from, at, turn) -> ROUNDING.quantize8(
                        values,
                        (first + within) * Float.BYTES,
                        inverse,
                        from,
                        at,
                        turn,
                        levels,
                        quantized,
                        within,
                        size));
    }

    private static float norm(MemorySegment values, long first, int count) {
        double squares = sumSquares(values, first, count, 1);
        // A sum in this range has lost no digit that matters to squares too small, and tells that all values are
        // finite.
        if (squares >= SMALLEST_SQUARES && squares <= Float.MAX_VALUE) {
            return (float) Math.sqrt(squares);
        }
        float max = Float.intBitsToFloat(Blocks.maxAbsBits(values, first, count));
        if (max < SMALLEST_NORM) {
            return 0;
        }
        // The squares of numbers below 2 lie within the range; a power of two changes no digit.
        float power = Math.scalb(1f, -Math.getExponent(max));
        double norm = Math.sqrt(sumSquares(values, first, count, power)) / power;
        return norm < SMALLEST_NORM ? 0 : (float) Math.min(norm, Float.MAX_VALUE);
    }

    private static double sumSquares(MemorySegment values, long first, int count, float power) {
        double squares = 0;
        for (int within = 0; within < count; within += Blocks.SIZE) {
            int size = Math.min(Blocks.SIZE, count - within);
            squares += KERNELS.sumSquares(values, (first + within) * Float.BYTES, power, size);
        }
        return squares;
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
        if (sparse()) {
            EliasGaps gaps = EliasGaps.of(levels);
            target.take((first, count, values, offset) -> gaps.read(bits, count, unit(norms, first), values, offset));
        } else {
            try (Arena arena = Arena.ofConfined()) {
                EliasLevels dense = EliasLevels.of(levels);
                MemorySegment quantized = arena.allocate(Math.min(elements, bucket) + Long.BYTES, Long.BYTES);
                target.take((first, count, values, offset) -> {
                    dense.read(bits, quantized, count);
                    KERNELS.dequantize8(quantized, 0, unit(norms, first), values, offset, count);
                });
            }
        }
        bits.finish();
    }

    private float unit(MemorySegment norms, long first) throws CorruptMessageException {
        return requireNorm(norms.get(LittleEndian.FLOAT, first / bucket * Float.BYTES)) / levels;
    }

    private static float requireNorm(float norm) throws CorruptMessageException {
        if (norm >= 0 && norm <= Float.MAX_VALUE) {
            return norm;
        }
        throw new CorruptMessageException("a norm of " + norm);
    }
}

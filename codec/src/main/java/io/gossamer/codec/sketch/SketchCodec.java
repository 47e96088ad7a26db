package io.gossamer.codec.sketch;

import io.gossamer.codec.array.Float32Codec;
import io.gossamer.codec.array.NonFiniteValueException;
import io.gossamer.codec.array.UnbiasedCodec;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.kernel.ArrayKernels;
import io.gossamer.codec.kernel.Kernels;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A count sketch, {@code sketch(5,10000)}: the array summed with random signs into random cells of a table, once for each
 * row; each element decodes to the median of its cells. Good at few large elements among many small ones; the sum of the
 * tables of one seed is the table of the sum. Sources: Charikar, Chen, Farach-Colton, "Finding frequent items in data
 * streams", ICALP 2002; Rothchild et al., "FetchSGD: communication-efficient federated learning with sketching", ICML
 * 2020. {@link CountSketch} is the table itself, for methods that add tables and look for the largest elements.
 *
 * <p>Format: the seed (8 bytes), then the cells, row by row (float32). An empty array has no bytes.
 *
 * @param rows 1 to 15, odd
 * @param columns cells of a row
 */
public record SketchCodec(int rows, int columns) implements UnbiasedCodec {
    private static final Float32Codec CELLS = new Float32Codec();
    private static final ArrayKernels KERNELS = Kernels.chosen();

    public SketchCodec {
        CountSketch.require(rows, columns);
    }

    @Override
    public String spec() {
        return "sketch(" + rows + "," + columns + ")";
    }

    @Override
    public int format() {
        return 61;
    }

    /**
     * A row's estimate of element i errs by the sum of the elements that share its cell, each with a random sign: symmetric
     * around zero, of variance at most (|x|^2 - x_i^2) / columns (lemma 1 of the first source). So is then the median of an
     * odd number of independent rows: the codec is unbiased. Where the median errs by m, more than half of the rows err by
     * |m| or more, so m^2 is at most the sum of the rows' squares over (rows + 1) / 2; its mean is at most
     * 2 rows / (rows + 1) variances. Summed over the elements that makes the factor. The sources use more rows for a better
     * probability, log n of them to hold for all elements at once, not for less variance.
     */
    @Override
    public double omega(long count) {
        return Math.max(0, count - 1) * (2.0 * rows / (rows + 1)) / columns;
    }

    @Override
    public long maxEncodedBytes(long count) {
        return count == 0 ? 0 : Long.BYTES + tableBytes();
    }

    private long tableBytes() {
        return (long) rows * columns * Float.BYTES;
    }

    @Override
    public void encode(MemorySegment values, RandomStream random, ByteWriter out) {
        if (values.byteSize() == 0) {
            return;
        }
        requireFinite(values);
        long seed = random.nextLong();
        out.putLong(seed);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment table = arena.allocate(tableBytes(), Float.BYTES);
            new CountSketch(seed, rows, columns).add(values, table);
            CELLS.encode(table, random, out);
        }
    }

    private static void requireFinite(MemorySegment values) {
        int elements = Math.toIntExact(values.byteSize() / Float.BYTES);
        if (KERNELS.maxAbsBits(values, 0, elements) >= ArrayKernels.INFINITY_BITS) {
            throw NonFiniteValueException.find(values, 0, elements);
        }
    }

    @Override
    public void decode(ByteReader in, MemorySegment values) throws CorruptMessageException {
        if (values.byteSize() == 0) {
            return;
        }
        long seed = in.readLong();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment table = arena.allocate(tableBytes(), Float.BYTES);
            CELLS.decode(in, table);
            new CountSketch(seed, rows, columns).estimate(table, values);
        }
    }

    @Override
    public void decodeAdd(ByteReader in, float scale, MemorySegment sum) throws CorruptMessageException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment decoded = arena.allocate(sum.byteSize(), Float.BYTES);
            decode(in, decoded);
            KERNELS.addScaled(scale, decoded, 0, sum, 0, Math.toIntExact(sum.byteSize() / Float.BYTES));
        }
    }
}

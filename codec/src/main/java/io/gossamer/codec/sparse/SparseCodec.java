package io.gossamer.codec.sparse;

import io.gossamer.codec.array.Codec;
import io.gossamer.codec.array.CompensatingCodec;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.bits.LittleEndian;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A sparsifier followed by a coding of the values and of the indices, for instance {@code topk(0.001)+f16}; the values go
 * through any codec of whole arrays that contracts. A memory that must know what was sent (error feedback, momentum
 * factor masking) calls the halves itself: {@link Sparsifier#choose} into its own vector, then {@link #encodeChosen}.
 *
 * <p>Format: the number of elements (varint); if there are any, their values as an array by the codec of values; if they
 * are not the whole array, the Rice parameter (1 byte) and the gaps between the indices, Golomb-Rice coded and padded
 * with zero bits to a byte.
 *
 * <p>Bits per index of uniformly random indices, the parameter's byte and the padding included, against the entropy
 * log2 C(n, k) / k:
 *
 * <pre>
 *          n        k   entropy   coded   ratio
 *       6400       64     8.012   8.250   1.030
 *      48000       64    10.925  11.125   1.018
 *      48000      480     8.067   8.150   1.010
 *    1000000     1000    11.401  11.512   1.010
 *    1000000    10000     8.079   8.114   1.004
 *   10000000    10000    11.407  11.495   1.008
 *   10000000  3000000     2.938   2.961   1.008
 * </pre>
 *
 * @param values of a whole array, contractive, or unbiased with an omega below 1 however many values there are
 */
public record SparseCodec(Sparsifier sparsifier, Codec values) implements CompensatingCodec {
    private static final int FORMAT = 20;

    public SparseCodec {
        new ChosenValues(values).requireContraction();
    }

    @Override
    public String spec() {
        return sparsifier.spec() + "+" + values.spec();
    }

    @Override
    public int format() {
        return FORMAT + values.format();
    }

    /**
     * With S the selection, |x - S|^2 = |x|^2 - |S|^2, and coding the values leaves at most (1 - d) |S|^2 of them, d being
     * their contraction; so |x|^2 - d |S|^2 is left, where |S|^2 is at least the selection's own delta of |x|^2.
     */
    @Override
    public double delta(long count) {
        return sparsifier.delta(count) * ChosenValues.contraction(values, sparsifier.maxChosen(count));
    }

    @Override
    public long maxEncodedBytes(long count) {
        return maxEncodedBytes(sparsifier.maxChosen(count), count);
    }

    /** Upper bound of what {@link #encodeChosen} writes for {@code chosen} of {@code length} elements. */
    public long maxEncodedBytes(int chosen, long length) {
        return ByteWriter.varintBytes(chosen) + values.maxEncodedBytes(chosen) + GapCoding.maxBytes(chosen, length);
    }

    @Override
    public void encode(MemorySegment array, RandomStream random, ByteWriter out) {
        SparseVector chosen = new SparseVector();
        sparsifier.choose(array, random, chosen);
        encodeChosen(chosen, array.byteSize() / Float.BYTES, random, out);
    }

    @Override
    public void encodeCompensated(MemorySegment gradient, MemorySegment residual, RandomStream random, ByteWriter out) {
        SparseVector chosen = new SparseVector();
        sparsifier.addAndChoose(gradient, residual, random, chosen);
        encodeChosen(chosen, residual.byteSize() / Float.BYTES, random, out);
        chosen.addTo(residual, -1);
    }

    /**
     * Writes chosen elements of an array of {@code length} elements and replaces their values by those that receivers
     * decode, for memories that keep the rounding error as well.
     *
     * @param random drawn from where values are rounded at random
     */
    public void encodeChosen(SparseVector chosen, long length, RandomStream random, ByteWriter out) {
        int count = chosen.count();
        if (count > length || count > 0 && chosen.indices()[count - 1] >= length) {
            throw new IndexOutOfBoundsException(count + " elements chosen do not lie within " + length);
        }
        out.putVarint(count);
        if (count > 0) {
            new ChosenValues(values).write(chosen, random, out);
            if (count < length) {
                GapCoding.write(chosen, out);
            }
        }
    }

    @Override
    public void decode(ByteReader in, MemorySegment target) throws CorruptMessageException {
        target.fill((byte) 0);
        each(in, Selection.elements(target), (index, value) -> target.set(LittleEndian.FLOAT, index * 4L, value));
    }

    @Override
    public void decodeAdd(ByteReader in, float scale, MemorySegment sum) throws CorruptMessageException {
        each(in, Selection.elements(sum), (index, value) -> {
            float before = sum.get(LittleEndian.FLOAT, index * 4L);
            sum.set(LittleEndian.FLOAT, index * 4L, before + value * scale);
        });
    }

    /** Puts the elements of an array of {@code length} into {@code chosen}, replacing what it held. */
    public void decodeChosen(ByteReader in, long length, SparseVector chosen) throws CorruptMessageException {
        chosen.clear();
        each(in, Math.toIntExact(length), chosen::add);
    }

    private interface Sink {
        void accept(int index, float value);
    }

    private void each(ByteReader in, int length, Sink sink) throws CorruptMessageException {
        int count = (int) in.readVarint(length);
        if (count == 0) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment coded = ChosenValues.room(arena, count);
            values.decode(in, coded);
            if (count == length) {
                for (int i = 0; i < count; i++) {
                    sink.accept(i, coded.get(LittleEndian.FLOAT, i * 4L));
                }
                return;
            }
            GapCoding.Reader indices = new GapCoding.Reader(in, length);
            for (int i = 0; i < count; i++) {
                sink.accept(indices.next(), coded.get(LittleEndian.FLOAT, i * 4L));
            }
            indices.finish();
        }
    }
}

package io.gossamer.codec.sparse;

import io.gossamer.codec.array.ContractiveCodec;
import io.gossamer.codec.array.NonFiniteValueException;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.bits.LittleEndian;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.MemorySegment;

/**
 * A sparsifier followed by a coding of the values and of the indices, for instance {@code topk(0.001)+f16}. A memory that
 * must know what was sent (error feedback, momentum factor masking) calls the halves itself: {@link Sparsifier#choose}
 * into its own vector, then {@link #encodeChosen}.
 *
 * <p>Format: the number of elements (varint); if there are any, their values by {@link ValueFormat}; if they are not the
 * whole array, the Rice parameter (1 byte) and the gaps between the indices, Golomb-Rice coded and padded with zero bits
 * to a byte.
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
 */
public record SparseCodec(Sparsifier sparsifier, ValueFormat valueFormat) implements ContractiveCodec {
    @Override
    public String spec() {
        return sparsifier.spec() + "+" + valueFormat.spec();
    }

    @Override
    public int format() {
        return valueFormat.format();
    }

    @Override
    public double delta(long count) {
        return sparsifier.delta(count) * valueFormat.delta();
    }

    @Override
    public long maxEncodedBytes(long count) {
        return maxEncodedBytes(sparsifier.maxChosen(count), count);
    }

    /** Upper bound of what {@link #encodeChosen} writes for {@code chosen} of {@code length} elements. */
    public long maxEncodedBytes(int chosen, long length) {
        return ByteWriter.varintBytes(chosen) + valueFormat.codedBytes(chosen) + GapCoding.maxBytes(chosen, length);
    }

    @Override
    public void encode(MemorySegment values, RandomStream random, ByteWriter out) {
        SparseVector chosen = new SparseVector();
        sparsifier.choose(values, random, chosen);
        encodeChosen(chosen, values.byteSize() / Float.BYTES, out);
    }

    /** Writes chosen elements of an array of {@code length} elements. */
    public void encodeChosen(SparseVector chosen, long length, ByteWriter out) {
        int count = chosen.count();
        if (count > length || count > 0 && chosen.indices()[count - 1] >= length) {
            throw new IndexOutOfBoundsException(count + " elements chosen do not lie within " + length);
        }
        out.putVarint(count);
        if (count > 0) {
            valueFormat.write(chosen, out);
            if (count < length) {
                GapCoding.write(chosen, out);
            }
        }
    }

    /**
     * Replaces the chosen values by those that receivers decode, for memories that keep the rounding error as well.
     *
     * @throws NonFiniteValueException if one of the values is NaN or infinite
     */
    public void roundChosen(SparseVector chosen) {
        valueFormat.round(chosen);
    }

    @Override
    public void decode(ByteReader in, MemorySegment values) throws CorruptMessageException {
        values.fill((byte) 0);
        each(in, Selection.elements(values), (index, value) -> values.set(LittleEndian.FLOAT, index * 4L, value));
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
        ValueFormat.Values values = valueFormat.read(in, count);
        if (count == length) {
            for (int i = 0; i < count; i++) {
                sink.accept(i, values.at(i));
            }
            return;
        }
        GapCoding.Reader indices = new GapCoding.Reader(in, length);
        for (int i = 0; i < count; i++) {
            sink.accept(indices.next(), values.at(i));
        }
        indices.finish();
    }
}

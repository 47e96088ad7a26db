package io.gossamer.codec.sparse;

import io.gossamer.codec.array.Codec;
import io.gossamer.codec.array.ContractiveCodec;
import io.gossamer.codec.array.LosslessCodec;
import io.gossamer.codec.array.NonFiniteValueException;
import io.gossamer.codec.array.UnbiasedCodec;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.bits.LittleEndian;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The values of chosen elements: an array of their own, coded by a codec of whole arrays. */
record ChosenValues(Codec codec) {
    private static final long ALIGNMENT = 64;

    ChosenValues {
        if (codec.format() > Codec.ARRAY_FORMATS) {
            throw new IllegalArgumentException(
                    codec.spec() + " cannot code the values of chosen elements: it is not a plain codec of values");
        }
    }

    /**
     * The factor by which coding that many values contracts them. An unbiased codec contracts by 1 - omega, for its mean
     * squared error is its variance.
     */
    static double contraction(Codec codec, long count) {
        return codec instanceof ContractiveCodec contractive
                ? contractive.delta(count)
                : 1 - ((UnbiasedCodec) codec).omega(count);
    }

    /** @throws IllegalArgumentException if the codec may add more error than there are values */
    void requireContraction() {
        if (codec instanceof UnbiasedCodec && contraction(codec, Integer.MAX_VALUE) <= 0) {
            throw new IllegalArgumentException(codec.spec()
                    + " rounds without bias, but errs by more than the values themselves where there are many;"
                    + " smaller blocks, more levels or a biased codec are possible");
        }
    }

    /** Room for the values of {@code count} elements. */
    static MemorySegment room(Arena arena, int count) {
        return arena.allocate((long) count * Float.BYTES, ALIGNMENT);
    }

    /** Appends the values of the chosen elements and replaces them by what receivers decode. */
    void write(SparseVector chosen, RandomStream random, ByteWriter out) {
        int count = chosen.count();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = room(arena, count);
            MemorySegment.copy(chosen.values(), 0, values, LittleEndian.FLOAT, 0, count);
            long start = out.position();
            write(values, chosen.indices(), random, out);
            if (!(codec instanceof LosslessCodec)) {
                readOwn(out.written().asSlice(start), values);
                MemorySegment.copy(values, LittleEndian.FLOAT, 0, chosen.values(), 0, count);
            }
        }
    }

    /** @param indices where the values stand in the array they are from, for the error that names one */
    void write(MemorySegment values, int[] indices, RandomStream random, ByteWriter out) {
        try {
            codec.encode(values, random, out);
        } catch (NonFiniteValueException e) {
            float value = values.get(LittleEndian.FLOAT, e.index() * Float.BYTES);
            throw new NonFiniteValueException("the array", indices[(int) e.index()], value);
        }
    }

    private void readOwn(MemorySegment written, MemorySegment values) {
        try {
            codec.decode(new ByteReader(written), values);
        } catch (CorruptMessageException e) {
            throw new IllegalStateException(codec.spec() + " cannot read what it has written", e);
        }
    }
}

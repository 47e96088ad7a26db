package io.gossamer.net.quantisation;

import io.gossamer.codec.array.Codec;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.MemorySegment;

/**
 * Codes float32 values (little-endian) in fewer bits. What the bytes decode to is the same on every machine. Immutable, to
 * be shared between threads.
 */
public sealed interface Quantiser {
    /** Its name, with its parameters. */
    String spec();

    /** The most bytes that {@link #encode} appends for so many elements. */
    long maxEncodedBytes(long elements);

    /**
     * Appends the coded values.
     *
     * @param random drawn from by stochastic codecs only
     * @throws io.gossamer.codec.array.NonFiniteValueException if a value is NaN or infinite
     */
    void encode(MemorySegment values, RandomStream random, ByteWriter out);

    /**
     * Overwrites {@code values} with what was coded.
     *
     * @throws CorruptMessageException if {@link #encode} cannot have written it; {@code values} is undefined then
     */
    void decode(ByteReader in, MemorySegment values) throws CorruptMessageException;

    /**
     * Levels from the least value to the largest. Each value errs by half a step, and float32's rounding: less than (max -
     * min) / (2^bits - 1) in all. Values that are all the same are exact; ranges below 2^-100 count as that.
     *
     * @param bits 8 or 16
     */
    record MinMax(int bits) implements Quantiser {
        public MinMax {
            LevelCoding.require(bits);
        }

        @Override
        public String spec() {
            return "minmax" + bits;
        }

        @Override
        public long maxEncodedBytes(long elements) {
            return LevelCoding.bytes(bits, elements);
        }

        @Override
        public void encode(MemorySegment values, RandomStream random, ByteWriter out) {
            LevelCoding.Range range = LevelCoding.range(values);
            float step = range.step(bits);
            out.putFloat(range.min());
            out.putFloat(step);
            LevelCoding.encode(LevelCoding.fromLowest(bits, range.min(), step), values, out);
        }

        @Override
        public void decode(ByteReader in, MemorySegment values) throws CorruptMessageException {
            float min = in.readFiniteFloat();
            float step = in.readFiniteFloat();
            LevelCoding.decode(LevelCoding.fromLowest(bits, min, step), in, values);
        }
    }

    /**
     * Levels of which one is zero, so that zeros are exact: from the least value or zero to the largest or zero. Each value
     * errs by half a step, at the ends of the range by up to a whole one. Magnitudes above 2^126 are cut.
     *
     * @param bits 8 or 16
     */
    record ZeroPointScale(int bits) implements Quantiser {
        public ZeroPointScale {
            LevelCoding.require(bits);
        }

        @Override
        public String spec() {
            return "zeropoint" + bits;
        }

        @Override
        public long maxEncodedBytes(long elements) {
            return LevelCoding.bytes(bits, elements);
        }

        @Override
        public void encode(MemorySegment values, RandomStream random, ByteWriter out) {
            LevelCoding.Range range = LevelCoding.range(values).withZero();
            float step = range.step(bits);
            int zero = step == 0 ? 0 : (int) Math.rint(-range.min() / (double) step);
            out.putFloat(step);
            out.putInt(zero);
            LevelCoding.encode(LevelCoding.aroundZero(bits, step, zero), values, out);
        }

        @Override
        public void decode(ByteReader in, MemorySegment values) throws CorruptMessageException {
            float step = in.readFiniteFloat();
            int zero = in.readInt();
            if (zero < 0 || zero > LevelCoding.intervals(bits)) {
                throw new CorruptMessageException("a zero at level " + zero + " of " + bits + " bits");
            }
            LevelCoding.decode(LevelCoding.aroundZero(bits, step, zero), in, values);
        }
    }

    /** Any codec for whole arrays. Its scales are measured on each piece. */
    record ByCodec(Codec codec) implements Quantiser {
        @Override
        public String spec() {
            return codec.spec();
        }

        @Override
        public long maxEncodedBytes(long elements) {
            return codec.maxEncodedBytes(elements);
        }

        @Override
        public void encode(MemorySegment values, RandomStream random, ByteWriter out) {
            codec.encode(values, random, out);
        }

        @Override
        public void decode(ByteReader in, MemorySegment values) throws CorruptMessageException {
            codec.decode(in, values);
        }
    }
}

package io.gossamer.codec.sparse;

import io.gossamer.codec.array.BlockExponent;
import io.gossamer.codec.array.NonFiniteValueException;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.bits.LittleEndian;
import io.gossamer.codec.kernel.Float16Bits;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** How the values of chosen elements are written. */
public enum ValueFormat {
    /** As they are, 4 bytes each. */
    FLOAT32("f32", 8, Float.BYTES, 0, 1),
    /**
     * 2 bytes each, binary16 after multiplication by the power of two that brings the largest magnitude to [2^14, 2^15);
     * the exponent stands before them in one signed byte. The relative error is 2^-11, or 2^-40 of the largest.
     */
    FLOAT16("f16", 9, Short.BYTES, 1, 1 - 0x1p-21);

    private final String spec;
    private final int format;
    private final int bytes;
    private final int header;
    private final double delta;

    ValueFormat(String spec, int format, int bytes, int header, double delta) {
        this.spec = spec;
        this.format = format;
        this.bytes = bytes;
        this.header = header;
        this.delta = delta;
    }

    public String spec() {
        return spec;
    }

    /** The number of a sparse format with these values in frames. */
    int format() {
        return format;
    }

    double delta() {
        return delta;
    }

    long codedBytes(long count) {
        return header + count * bytes;
    }

    /** @throws NonFiniteValueException if one of the values is NaN or infinite */
    void write(SparseVector chosen, ByteWriter out) {
        MemorySegment coded = out.reserve(codedBytes(chosen.count()));
        int exponent = BlockExponent.of(maxAbsBits(chosen));
        if (this == FLOAT32) {
            MemorySegment.copy(chosen.values(), 0, coded, LittleEndian.FLOAT, 0, chosen.count());
            return;
        }
        float power = BlockExponent.power(exponent);
        coded.set(ValueLayout.JAVA_BYTE, 0, (byte) exponent);
        for (int i = 0; i < chosen.count(); i++) {
            short half = (short) Float16Bits.round(chosen.values()[i] * power);
            coded.set(LittleEndian.SHORT, header + (long) i * Short.BYTES, half);
        }
    }

    /** Replaces the values by those that a receiver decodes. */
    void round(SparseVector chosen) {
        int exponent = BlockExponent.of(maxAbsBits(chosen));
        if (this == FLOAT16) {
            float power = BlockExponent.power(exponent);
            float inverse = BlockExponent.power(-exponent);
            float[] values = chosen.values();
            for (int i = 0; i < chosen.count(); i++) {
                values[i] = Float16Bits.widen(Float16Bits.round(values[i] * power)) * inverse;
            }
        }
    }

    Values read(ByteReader in, int count) throws CorruptMessageException {
        MemorySegment coded = in.readBytes(codedBytes(count));
        float power = this == FLOAT32 ? 1 : BlockExponent.inversePower(coded.get(ValueLayout.JAVA_BYTE, 0));
        return new Values(this, coded, power);
    }

    /** Coded values, decoded one by one. */
    record Values(ValueFormat format, MemorySegment coded, float power) {
        float at(int i) throws CorruptMessageException {
            if (format == FLOAT32) {
                float value = coded.get(LittleEndian.FLOAT, (long) i * Float.BYTES);
                if (!Float.isFinite(value)) {
                    throw new CorruptMessageException("NaN or infinite values");
                }
                return value;
            }
            int half = coded.get(LittleEndian.SHORT, format.header + (long) i * Short.BYTES);
            if ((half & 0x7FFF) > Float16Bits.MAX_VALUE) {
                throw new CorruptMessageException("a value of 2^15 or more before the exponent");
            }
            return Float16Bits.widen(half) * power;
        }
    }

    private static int maxAbsBits(SparseVector chosen) {
        int max = 0;
        for (int i = 0; i < chosen.count(); i++) {
            float value = chosen.values()[i];
            if (!Float.isFinite(value)) {
                throw new NonFiniteValueException("the array", chosen.indices()[i], value);
            }
            max = Math.max(max, Float.floatToRawIntBits(value) & Selection.MAGNITUDE);
        }
        return max;
    }
}

package io.gossamer.codec.bits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BitsTest {
    @Property
    void fixedWidthValuesComeBack(@ForAll List<Long> values) throws CorruptMessageException {
        try (ByteWriter out = new ByteWriter(1)) {
            for (long value : values) {
                out.putByte((int) value);
                out.putShort((int) value);
                out.putInt((int) value);
                out.putLong(value);
            }
            ByteReader in = new ByteReader(out.written());
            for (long value : values) {
                assertThat(in.readByte()).isEqualTo((int) value & 0xFF);
                assertThat(in.readShort()).isEqualTo((int) value & 0xFFFF);
                assertThat(in.readInt()).isEqualTo((int) value);
                assertThat(in.readLong()).isEqualTo(value);
            }
            in.requireEnd();
        }
    }

    @Property
    void variableLengthIntegersComeBackInTheStatedSize(
            @ForAll @LongRange(min = 0) long value, @ForAll @IntRange(max = 62) int shift)
            throws CorruptMessageException {
        long shifted = value >>> shift;
        try (ByteWriter out = new ByteWriter()) {
            out.putVarint(shifted);
            assertThat(out.position()).isEqualTo(ByteWriter.varintBytes(shifted));
            long signed = (value & 1) == 0 ? shifted >>> 2 : -(shifted >>> 2);
            out.putZigzag(signed);
            ByteReader in = new ByteReader(out.written());
            assertThat(in.readVarint(Long.MAX_VALUE)).isEqualTo(shifted);
            assertThat(in.readZigzag(Long.MAX_VALUE / 2)).isEqualTo(signed);
            in.requireEnd();
        }
    }

    @Test
    void variableLengthIntegersHaveOneFormAndALimit() {
        assertThatThrownBy(() -> reader(0x80, 0x00).readVarint(10)).isInstanceOf(CorruptMessageException.class);
        assertThatThrownBy(() -> reader(11).readVarint(10)).isInstanceOf(CorruptMessageException.class);
        assertThatThrownBy(() -> reader(0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01)
                        .readVarint(Long.MAX_VALUE))
                .isInstanceOf(CorruptMessageException.class);
        assertThatThrownBy(() -> reader(0x80).readVarint(1000)).isInstanceOf(CorruptMessageException.class);
    }

    @Test
    void readingBeyondTheEndIsChecked() {
        assertThatThrownBy(() -> reader(1, 2, 3).readInt()).isInstanceOf(CorruptMessageException.class);
        assertThatThrownBy(() -> reader(1).readBytes(2)).isInstanceOf(CorruptMessageException.class);
        assertThatThrownBy(() -> reader(1).readBytes(-1)).isInstanceOf(CorruptMessageException.class);
        assertThatThrownBy(() -> reader(1).requireEnd()).isInstanceOf(CorruptMessageException.class);
        assertThatThrownBy(() -> reader(0, 0, 0xC0, 0x7F).readFiniteFloat())
                .isInstanceOf(CorruptMessageException.class);
    }

    @Property
    void bitsComeBack(
            @ForAll @Size(max = 200) List<@LongRange(min = 0) Long> values, @ForAll @IntRange(max = 57) int width)
            throws CorruptMessageException {
        try (ByteWriter out = new ByteWriter(1)) {
            out.putByte(77);
            BitWriter bits = new BitWriter(out);
            for (long value : values) {
                bits.put(value & (1L << width) - 1, width);
                bits.putUnary(value % 150);
            }
            bits.finish();
            out.putByte(99);
            ByteReader in = new ByteReader(out.written());
            assertThat(in.readByte()).isEqualTo(77);
            BitReader back = new BitReader(in);
            for (long value : values) {
                assertThat(back.read(width)).isEqualTo(value & (1L << width) - 1);
                assertThat(back.readUnary(149)).isEqualTo(value % 150);
            }
            back.finish();
            assertThat(in.readByte()).isEqualTo(99);
            in.requireEnd();
        }
    }

    @Property
    void wholeWordsOfBitsComeBack(@ForAll @Size(max = 50) List<Long> values, @ForAll @IntRange(max = 7) int skew)
            throws CorruptMessageException {
        try (ByteWriter out = new ByteWriter(1)) {
            BitWriter bits = new BitWriter(out);
            bits.put(0, skew);
            values.forEach(value -> bits.put(value, 64));
            bits.finish();
            BitReader back = new BitReader(new ByteReader(out.written()));
            assertThat(back.read(skew)).isZero();
            for (long value : values) {
                assertThat(back.read(32) | back.read(32) << 32).isEqualTo(value);
            }
            back.finish();
        }
    }

    @Test
    void unaryCodesAreBounded() throws CorruptMessageException {
        assertThat(new BitReader(reader(0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10)).readUnary(76))
                .isEqualTo(76);
        assertThatThrownBy(() -> new BitReader(reader(0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10)).readUnary(75))
                .isInstanceOf(CorruptMessageException.class);
        assertThatThrownBy(() -> new BitReader(reader(0, 0)).readUnary(1000))
                .isInstanceOf(CorruptMessageException.class);
        assertThatThrownBy(() -> new BitReader(reader(0)).read(9)).isInstanceOf(CorruptMessageException.class);
    }

    @Test
    void paddingOfBitsMustBeZero() throws CorruptMessageException {
        BitReader bits = new BitReader(reader(0x21));
        assertThat(bits.read(5)).isEqualTo(1);
        assertThatThrownBy(bits::finish).isInstanceOf(CorruptMessageException.class);
    }

    @Test
    void closingAGapKeepsBothSides() {
        try (ByteWriter out = new ByteWriter()) {
            out.putInt(1);
            out.reserve(3);
            out.putInt(2);
            out.closeGap(4, 7);
            assertThat(out.position()).isEqualTo(8);
            assertThat(out.written().get(LittleEndian.INT, 0)).isEqualTo(1);
            assertThat(out.written().get(LittleEndian.INT, 4)).isEqualTo(2);
            out.setShort(4, 3);
            assertThat(out.written().get(LittleEndian.INT, 4)).isEqualTo(3);
            assertThatThrownBy(() -> out.setInt(5, 0)).isInstanceOf(IndexOutOfBoundsException.class);
            out.truncate(4);
            assertThat(out.written().byteSize()).isEqualTo(4);
        }
    }

    private static ByteReader reader(int... bytes) {
        byte[] copy = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            copy[i] = (byte) bytes[i];
        }
        return new ByteReader(MemorySegment.ofArray(copy));
    }
}

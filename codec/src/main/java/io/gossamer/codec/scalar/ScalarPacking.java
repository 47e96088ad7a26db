package io.gossamer.codec.scalar;

import io.gossamer.codec.bits.BitReader;
import io.gossamer.codec.bits.BitWriter;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;

/** Several scalars of one code in a row; the package description says how they stand. */
public final class ScalarPacking {
    private ScalarPacking() {}

    /** Bytes of {@code count} scalars. */
    public static int bytes(ScalarCode code, int count) {
        return Math.toIntExact(((long) count * code.bits() + Byte.SIZE - 1) / Byte.SIZE);
    }

    /** Appends the codes of the values. */
    public static void write(ScalarCode code, double[] values, ByteWriter out) {
        BitWriter bits = new BitWriter(out);
        for (double value : values) {
            bits.put(Integer.toUnsignedLong(code.encode(value)), code.bits());
        }
        bits.finish();
    }

    /**
     * Reads into all of {@code values} what was written there, as it is decoded.
     *
     * @throws CorruptMessageException if the bytes end too early or the padding is not zero
     */
    public static void read(ScalarCode code, ByteReader in, double[] values) throws CorruptMessageException {
        BitReader bits = new BitReader(in);
        for (int i = 0; i < values.length; i++) {
            values[i] = code.decode((int) bits.read(code.bits()));
        }
        bits.finish();
    }
}

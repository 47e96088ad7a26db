package io.gossamer.codec.entropy;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.CorruptMessageException;

/** Reads what {@link RangeEncoder} wrote, given the same contexts in the same order. */
public final class RangeDecoder {
    private static final int FIRST_BYTES = 4;

    private final ByteReader in;
    private long range = 0xFFFF_FFFFL;
    private long code;

    public RangeDecoder(ByteReader in) throws CorruptMessageException {
        this.in = in;
        for (int i = 0; i < FIRST_BYTES; i++) {
            code = code << Byte.SIZE | in.readByte();
        }
    }

    /** The next decision; the context learns from it. */
    public int decode(AdaptiveBits contexts, int context) throws CorruptMessageException {
        long share = (range >>> AdaptiveBits.BITS) * contexts.zero(context);
        int bit = code < share ? 0 : 1;
        if (bit == 0) {
            range = share;
        } else {
            code -= share;
            range -= share;
        }
        contexts.saw(context, bit);
        normalise();
        return bit;
    }

    /** The next {@code count} bits that were written flat. */
    public int decodeFlat(int count) throws CorruptMessageException {
        int value = 0;
        for (int i = 0; i < count; i++) {
            range >>>= 1;
            int bit = code < range ? 0 : 1;
            code -= bit * range;
            value = value << 1 | bit;
            normalise();
        }
        return value;
    }

    private void normalise() throws CorruptMessageException {
        while (range < RangeEncoder.TOP) {
            range <<= Byte.SIZE;
            code = code << Byte.SIZE | in.readByte();
        }
    }
}

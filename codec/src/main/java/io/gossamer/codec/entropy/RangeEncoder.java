package io.gossamer.codec.entropy;

import io.gossamer.codec.bits.ByteWriter;

/**
 * A binary range coder with carry: decisions cost as many bits as their contexts expect, to within a thousandth. Nothing
 * else may be written to the same writer before {@link #finish}. Source: Martin, "Range encoding", 1979; the carry is
 * held back as in LZMA.
 *
 * <p>Format: the bytes of the number, the highest first, without a length; the decoder takes as many as it needs, so the
 * end must be known otherwise.
 */
public final class RangeEncoder {
    static final long TOP = 1L << 24;

    private static final long WHOLE = 0xFFFF_FFFFL;
    private static final int FLUSHED_BYTES = 4;

    private final ByteWriter out;
    private long low;
    private long range = WHOLE;
    /** The last byte that a carry may still change, and how many 0xFF follow it; none before the first. */
    private int held = -1;

    private long heldOnes;

    public RangeEncoder(ByteWriter out) {
        this.out = out;
    }

    /** Appends a decision, 0 or 1, and lets the context learn from it. */
    public void encode(AdaptiveBits contexts, int context, int bit) {
        long share = (range >>> AdaptiveBits.BITS) * contexts.zero(context);
        if (bit == 0) {
            range = share;
        } else {
            low += share;
            range -= share;
        }
        contexts.saw(context, bit);
        normalise();
    }

    /** Appends {@code count} bits, 0 to 32, about which nothing is known, high bits first. */
    public void encodeFlat(int value, int count) {
        for (int i = count - 1; i >= 0; i--) {
            range >>>= 1;
            if ((value >>> i & 1) != 0) {
                low += range;
            }
            normalise();
        }
    }

    private void normalise() {
        while (range < TOP) {
            range <<= Byte.SIZE;
            shift();
        }
    }

    private void shift() {
        int carry = (int) (low >>> Integer.SIZE);
        int top = (int) (low >>> 24) & 0xFF;
        if (carry == 0 && top == 0xFF) {
            heldOnes++;
        } else {
            release(carry);
            held = top;
        }
        low = low << Byte.SIZE & WHOLE;
    }

    private void release(int carry) {
        if (held >= 0) {
            out.putByte(held + carry);
        }
        for (; heldOnes > 0; heldOnes--) {
            out.putByte(0xFF + carry);
        }
    }

    /** Writes what is pending. */
    public void finish() {
        for (int i = 0; i <= FLUSHED_BYTES; i++) {
            shift();
        }
    }
}

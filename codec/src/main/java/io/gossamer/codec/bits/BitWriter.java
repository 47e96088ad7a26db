package io.gossamer.codec.bits;

/**
 * Appends bits to a {@link ByteWriter}, low bits of the first byte first, by words of 64. {@link #finish} pads the last
 * byte with zeros; until then nothing else may be written to the same writer.
 */
public final class BitWriter {
    private final ByteWriter out;
    private long word;
    private int used;

    public BitWriter(ByteWriter out) {
        this.out = out;
    }

    /** Appends the low {@code count} bits of {@code value}, whose other bits must be zero; 0 to 64 bits. */
    public void put(long value, int count) {
        if (count == 0) {
            return;
        }
        word |= value << used;
        int filled = used + count;
        if (filled >= Long.SIZE) {
            out.putLong(word);
            filled -= Long.SIZE;
            word = filled == 0 ? 0 : value >>> (count - filled);
        }
        used = filled;
    }

    /** Appends {@code value} zeros and a one. */
    public void putUnary(long value) {
        long zeros = value;
        for (; zeros >= Long.SIZE; zeros -= Long.SIZE) {
            put(0, Long.SIZE);
        }
        put(1L << zeros, (int) zeros + 1);
    }

    /** Writes what is pending and pads to a whole byte. */
    public void finish() {
        for (; used > 0; used -= Byte.SIZE) {
            out.putByte((int) word);
            word >>>= Byte.SIZE;
        }
        used = 0;
        word = 0;
    }
}

package io.gossamer.codec.entropy;

import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.LittleEndian;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The bytes of an array on the way to a {@link Rans} stream, from the last to the first. */
final class RansEncoder implements AutoCloseable {
    private static final int WORD_BITS = 16;
    /** A state whose upper bits reach the frequency is too large to take in a byte of it. */
    private static final int LIMIT_SHIFT = Integer.SIZE - FrequencyTable.BITS;

    private final MemorySegment bytes;
    private final Arena arena = Arena.ofConfined();
    /** Filled from its end. */
    private final MemorySegment words;

    private final long[] states;
    private long at;

    RansEncoder(MemorySegment bytes) {
        this.bytes = bytes;
        this.words = arena.allocate(Short.BYTES * bytes.byteSize(), Short.BYTES);
        this.at = words.byteSize();
        this.states = new long[Lanes.count(bytes.byteSize())];
        Arrays.fill(states, Rans.LOWEST_STATE);
    }

    void encode(FrequencyTable table) {
        encode(new EncodingTable(table), 0, bytes.byteSize());
    }

    void encodeFollowing() {
        FollowingCounts counts = new FollowingCounts();
        List<FrequencyTable> tables = new ArrayList<>();
        for (long from = 0; from < bytes.byteSize(); from += Rans.BLOCK) {
            tables.add(counts.table());
            counts.add(bytes.asSlice(from, Math.min(Rans.BLOCK, bytes.byteSize() - from)));
        }
        for (int block = tables.size() - 1; block >= 0; block--) {
            long from = (long) block * Rans.BLOCK;
            long to = Math.min(from + Rans.BLOCK, bytes.byteSize());
            encode(new EncodingTable(tables.get(block)), from, to);
        }
    }

    /** What is needed of each byte, in arrays of its own for each thing. */
    private static final class EncodingTable {
        final int[] starts = new int[FrequencyTable.SYMBOLS];
        final int[] frequencies = new int[FrequencyTable.SYMBOLS];
        final double[] inverses = new double[FrequencyTable.SYMBOLS];

        EncodingTable(FrequencyTable table) {
            int start = 0;
            for (int symbol = 0; symbol < FrequencyTable.SYMBOLS; symbol++) {
                starts[symbol] = start;
                frequencies[symbol] = table.frequency(symbol);
                inverses[symbol] = 1.0 / table.frequency(symbol);
                start += table.frequency(symbol);
            }
        }
    }

    private void encode(EncodingTable table, long from, long to) {
        int mask = states.length - 1;
        long next = at;
        for (long i = to - 1; i >= from; i--) {
            int symbol = bytes.get(ValueLayout.JAVA_BYTE, i) & 0xFF;
            int frequency = table.frequencies[symbol];
            int lane = (int) i & mask;
            long x = states[lane];
            if (x >>> LIMIT_SHIFT >= frequency) {
                next -= Short.BYTES;
                words.set(LittleEndian.SHORT, next, (short) x);
                x >>>= WORD_BITS;
            }
            // x + 1/2 keeps the quotient so far from whole numbers that rounding cannot reach one.
            long quotient = (long) ((x + 0.5) * table.inverses[symbol]);
            states[lane] = x + quotient * (FrequencyTable.TOTAL - frequency) + table.starts[symbol];
        }
        at = next;
    }

    void write(ByteWriter out) {
        for (long state : states) {
            out.putInt((int) state);
        }
        long length = words.byteSize() - at;
        out.putVarint(length / Short.BYTES);
        out.putBytes(words.asSlice(at, length));
    }

    @Override
    public void close() {
        arena.close();
    }
}

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
    private static final int INVERSE_BITS = 44;
    /** A state whose upper bits reach the frequency is too large to take in a byte of it. */
    private static final int LIMIT_SHIFT = Integer.SIZE - FrequencyTable.BITS;

    private final MemorySegment bytes;
    private final Arena arena = Arena.ofConfined();
    /** Filled from its end. */
    private final MemorySegment words;

    private final byte[] symbols = new byte[Rans.BLOCK];
    private final short[] blockWords = new short[Rans.BLOCK + 1];
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
        /** 2^44 over the frequency, rounded up. */
        final long[] inverses = new long[FrequencyTable.SYMBOLS];

        EncodingTable(FrequencyTable table) {
            int start = 0;
            for (int symbol = 0; symbol < FrequencyTable.SYMBOLS; symbol++) {
                starts[symbol] = start;
                frequencies[symbol] = table.frequency(symbol);
                inverses[symbol] =
                        table.frequency(symbol) == 0 ? 0 : Math.ceilDiv(1L << INVERSE_BITS, table.frequency(symbol));
                start += table.frequency(symbol);
            }
        }
    }

    /** Blocks of bytes go through arrays on the heap: their bounds cost least to check. */
    private void encode(EncodingTable table, long from, long to) {
        for (long end = to; end > from; ) {
            long start = Math.max(from, (end - 1) / Rans.BLOCK * Rans.BLOCK);
            int count = (int) (end - start);
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, start, symbols, 0, count);
            int first = encodeBlock(table, symbols, count, states, blockWords);
            int taken = blockWords.length - first;
            at -= (long) taken * Short.BYTES;
            MemorySegment.copy(blockWords, first, words, LittleEndian.SHORT, at, taken);
            end = start;
        }
    }

    /** Fills {@code words} from the end and returns the first. */
    private static int encodeBlock(EncodingTable table, byte[] symbols, int count, long[] states, short[] words) {
        int[] starts = table.starts;
        int[] frequencies = table.frequencies;
        long[] inverses = table.inverses;
        int mask = states.length - 1;
        int next = words.length - 1;
        for (int i = count - 1; i >= 0; i--) {
            int symbol = symbols[i] & 0xFF;
            int frequency = frequencies[symbol];
            long state = states[i & mask];
            // Written in any case and kept if the state is too large, without a branch: it could not be foreseen.
            words[next] = (short) state;
            int tooLarge = (int) ~((state >>> LIMIT_SHIFT) - frequency >> Long.SIZE - 1);
            next += tooLarge;
            state >>>= tooLarge & WORD_BITS;
            // Exact: the state is below 2^20 frequencies, so what rounding adds stays below one 2^44th of 2^44.
            long quotient = state * inverses[symbol] >>> INVERSE_BITS;
            states[i & mask] = state + quotient * (FrequencyTable.TOTAL - frequency) + starts[symbol];
        }
        return next + 1;
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

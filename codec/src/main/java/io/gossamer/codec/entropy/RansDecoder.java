package io.gossamer.codec.entropy;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.bits.LittleEndian;
import io.gossamer.core.kernel.VectorSupport;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The states and words of a {@link Rans} stream on the way to the bytes. */
final class RansDecoder {
    private static final int MASK = FrequencyTable.TOTAL - 1;
    private static final int WORD_BITS = 16;

    private static final boolean VECTORS = VectorSupport.available();

    private static final int MOST_GROUPS = 1 << 16;

    private final int[] states;
    private final MemorySegment words;
    private final long wordBytes;
    private long at;

    RansDecoder(ByteReader in, long bytes) throws CorruptMessageException {
        states = new int[Lanes.count(bytes)];
        for (int lane = 0; lane < states.length; lane++) {
            states[lane] = in.readInt();
            if (Integer.compareUnsigned(states[lane], (int) Rans.LOWEST_STATE) < 0) {
                throw new CorruptMessageException("a state below 2^16");
            }
        }
        wordBytes = Short.BYTES * in.readVarint(bytes);
        words = in.readBytes(wordBytes);
    }

    /** Decodes the bytes from one place, a multiple of the number of lanes, to another. */
    void decode(DecodingTable table, MemorySegment bytes, long from, long to) throws CorruptMessageException {
        int[] entries = table.entries();
        int lanes = states.length;
        for (long group = from + byVectors(entries, bytes, from, to); group < to; group += lanes) {
            int count = (int) Math.min(lanes, to - group);
            // Each lane takes in at most one word, so one look tells whether any can be missing.
            if (wordBytes - at < (long) count * Short.BYTES) {
                decodeCarefully(entries, bytes, group, count);
            } else {
                decodeGroup(entries, bytes, group, count);
            }
        }
    }

    /** Decodes as many bytes as the vectors can and returns how many. */
    private long byVectors(int[] entries, MemorySegment bytes, long from, long to) {
        if (!VECTORS || states.length != Lanes.MOST) {
            return 0;
        }
        VectorRansDecoder vectors = new VectorRansDecoder();
        long done = 0;
        while (true) {
            long safe = (wordBytes - at) / VectorRansDecoder.READ_AHEAD;
            int groups = (int) Math.min(Math.min(safe, (to - from - done) / Lanes.MOST), MOST_GROUPS);
            if (groups <= 0) {
                return done;
            }
            at = vectors.decode(entries, states, words, at, bytes, from + done, groups);
            done += groups * Lanes.MOST;
        }
    }

    private void decodeGroup(int[] entries, MemorySegment bytes, long group, int count) {
        long next = at;
        for (int lane = 0; lane < count; lane++) {
            int x = states[lane];
            int entry = entries[x & MASK];
            x = ((entry >>> 12 & MASK) + 1) * (x >>> FrequencyTable.BITS) + (entry & MASK);
            bytes.set(ValueLayout.JAVA_BYTE, group + lane, (byte) (entry >>> 24));
            int taken = x >>> WORD_BITS == 0 ? 1 : 0;
            int word = words.get(LittleEndian.SHORT, next) & 0xFFFF;
            states[lane] = taken == 0 ? x : x << WORD_BITS | word;
            next += 2L * taken;
        }
        at = next;
    }

    private void decodeCarefully(int[] entries, MemorySegment bytes, long group, int count)
            throws CorruptMessageException {
        for (int lane = 0; lane < count; lane++) {
            int x = states[lane];
            int entry = entries[x & MASK];
            x = ((entry >>> 12 & MASK) + 1) * (x >>> FrequencyTable.BITS) + (entry & MASK);
            bytes.set(ValueLayout.JAVA_BYTE, group + lane, (byte) (entry >>> 24));
            if (x >>> WORD_BITS == 0) {
                if (at == wordBytes) {
                    throw new CorruptMessageException("too few words of entropy-coded bytes");
                }
                x = x << WORD_BITS | words.get(LittleEndian.SHORT, at) & 0xFFFF;
                at += Short.BYTES;
            }
            states[lane] = x;
        }
    }

    /** All that the encoder started from must be there again. */
    void finish() throws CorruptMessageException {
        if (at != wordBytes) {
            throw new CorruptMessageException("too many words of entropy-coded bytes");
        }
        for (int state : states) {
            if (state != Rans.LOWEST_STATE) {
                throw new CorruptMessageException("entropy-coded bytes that end in a wrong state");
            }
        }
    }
}

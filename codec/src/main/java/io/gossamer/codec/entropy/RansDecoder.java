package io.gossamer.codec.entropy;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.bits.LittleEndian;
import io.gossamer.core.kernel.VectorSupport;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** The states and words of a {@link Rans} stream on the way to the bytes. */
final class RansDecoder {
    private static final int MASK = FrequencyTable.TOTAL - 1;

    private final int[] states;
    private final int[] places;
    private final MemorySegment words;
    private long left;

    /** The last of them, for a block: a word for each byte is the most. Vectors look at more than they take. */
    private final short[] blockWords = new short[Rans.BLOCK + VectorRansDecoder.LOOK_AHEAD];

    private final byte[] block = new byte[Rans.BLOCK];
    private final VectorRansDecoder vectors;

    RansDecoder(ByteReader in, long bytes) throws CorruptMessageException {
        this(in, bytes, VectorSupport.available());
    }

    /** @param vectorized whether vectors decode what they can; the bytes are the same */
    RansDecoder(ByteReader in, long bytes, boolean vectorized) throws CorruptMessageException {
        states = new int[Lanes.count(bytes)];
        for (int lane = 0; lane < states.length; lane++) {
            states[lane] = in.readInt();
            if (states[lane] < Rans.LOWEST_STATE) {
                throw new CorruptMessageException("a state outside 2^15 to 2^31");
            }
        }
        places = Lanes.places(states.length);
        left = in.readVarint(bytes);
        words = in.readBytes(Short.BYTES * left);
        vectors = vectorized && states.length == Lanes.MOST ? new VectorRansDecoder() : null;
    }

    /** Decodes the bytes from one place, a multiple of the number of lanes, to another. */
    void decode(DecodingTable table, MemorySegment bytes, long from, long to) throws CorruptMessageException {
        for (long start = from; start < to; start += Rans.BLOCK) {
            int count = (int) Math.min(Rans.BLOCK, to - start);
            int there = (int) Math.min(blockWords.length, left);
            int missing = blockWords.length - there;
            Arrays.fill(blockWords, 0, missing, (short) 0);
            MemorySegment.copy(words, LittleEndian.SHORT, (left - there) * Short.BYTES, blockWords, missing, there);
            int taken = decodeBlock(table.entries(), count);
            if (taken > there) {
                throw new CorruptMessageException("too few words of entropy-coded bytes");
            }
            left -= taken;
            MemorySegment.copy(block, 0, bytes, ValueLayout.JAVA_BYTE, start, count);
        }
    }

    /** Decodes the first bytes of a block and returns how many words they took. */
    private int decodeBlock(int[] entries, int count) {
        int lanes = states.length;
        int group = 0;
        int end = blockWords.length;
        if (vectors != null) {
            group = count / lanes * lanes;
            end = vectors.decode(entries, states, blockWords, end, block, group);
        }
        for (; group < count; group += lanes) {
            end = decodeGroup(entries, group, Math.min(lanes, count - group), end);
        }
        return blockWords.length - end;
    }

    private int decodeGroup(int[] entries, int group, int count, int from) {
        int end = from;
        for (int lane = 0; lane < states.length; lane++) {
            if (places[lane] < count) {
                int x = states[lane];
                int entry = entries[x & MASK];
                block[group + places[lane]] = (byte) entry;
                x = (entry >>> DecodingTable.FREQUENCY_SHIFT) * (x >>> FrequencyTable.BITS)
                        + (entry >>> DecodingTable.PLACE_SHIFT & MASK);
                if (x < Rans.LOWEST_STATE) {
                    x = x << Rans.WORD_BITS | blockWords[--end] & 0xFFFF;
                }
                states[lane] = x;
            }
        }
        return end;
    }

    /** All that the encoder started from must be there again. */
    void finish() throws CorruptMessageException {
        if (left != 0) {
            throw new CorruptMessageException("too many words of entropy-coded bytes");
        }
        for (int state : states) {
            if (state != Rans.LOWEST_STATE) {
                throw new CorruptMessageException("entropy-coded bytes that end in a wrong state");
            }
        }
    }
}

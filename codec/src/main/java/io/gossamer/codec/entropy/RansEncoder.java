package io.gossamer.codec.entropy;

import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.LittleEndian;
import io.gossamer.core.kernel.VectorSupport;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** The bytes of an array on the way to a {@link Rans} stream, from the last to the first. */
final class RansEncoder {
    /** A state that reaches so many frequencies of a byte is too large to take it in. */
    static final int LIMIT_SHIFT = Integer.SIZE - 1 - FrequencyTable.BITS;

    private final MemorySegment bytes;
    private final byte[] block = new byte[Rans.BLOCK];
    /** Of a block; vectors write behind what they fill. */
    private final short[] blockWords = new short[Rans.BLOCK + VectorRansEncoder.WRITE_AHEAD];

    private final int[] states;
    private final int[] places;
    private final VectorRansEncoder vectors;

    RansEncoder(MemorySegment bytes) {
        this(bytes, VectorSupport.available());
    }

    /** @param vectorized whether vectors code what they can; the stream is the same */
    RansEncoder(MemorySegment bytes, boolean vectorized) {
        this.bytes = bytes;
        states = new int[Lanes.count(bytes.byteSize())];
        Arrays.fill(states, Rans.LOWEST_STATE);
        places = Lanes.places(states.length);
        vectors = vectorized && states.length == Lanes.MOST ? new VectorRansEncoder() : null;
    }

    /** Appends states and words; false, and something useless, if they need more than so many bytes. */
    boolean encode(FrequencyTable table, ByteWriter out, long room) {
        EncodingTable encoding = new EncodingTable(table);
        return write(out, room, words -> encode(encoding, 0, bytes.byteSize(), words));
    }

    /** The same with tables that follow what has been coded. */
    boolean encodeFollowing(ByteWriter out, long room) {
        FollowingCounts counts = new FollowingCounts();
        List<FrequencyTable> tables = new ArrayList<>();
        for (long from = 0; from < bytes.byteSize(); from += Rans.BLOCK) {
            tables.add(counts.table());
            counts.add(bytes.asSlice(from, Math.min(Rans.BLOCK, bytes.byteSize() - from)));
        }
        return write(out, room, words -> encodeBlocks(tables, words));
    }

    private boolean encodeBlocks(List<FrequencyTable> tables, Words words) {
        for (int number = tables.size() - 1; number >= 0; number--) {
            long from = (long) number * Rans.BLOCK;
            long to = Math.min(from + Rans.BLOCK, bytes.byteSize());
            if (!encode(new EncodingTable(tables.get(number)), from, to, words)) {
                return false;
            }
        }
        return true;
    }

    private boolean write(ByteWriter out, long room, Predicate<Words> encoding) {
        long head = (long) states.length * Integer.BYTES;
        long widest = ByteWriter.varintBytes(bytes.byteSize());
        if (room < head + widest) {
            return false;
        }
        long start = out.position();
        Words words = new Words(out.reserve(room).asSlice(head + widest));
        if (!encoding.test(words)) {
            return false;
        }
        out.truncate(start + head + widest + words.bytes);
        for (int lane = 0; lane < states.length; lane++) {
            out.setInt(start + (long) lane * Integer.BYTES, states[lane]);
        }
        long count = words.bytes / Short.BYTES;
        out.setVarint(start + head, count);
        out.closeGap(start + head + ByteWriter.varintBytes(count), start + head + widest);
        return true;
    }

    /** What the blocks have given so far. */
    private static final class Words {
        private final MemorySegment room;
        private long bytes;

        Words(MemorySegment room) {
            this.room = room;
        }

        /** Appends the first of an array; false if there is no room. */
        boolean put(short[] more, int count) {
            if (room.byteSize() - bytes < (long) count * Short.BYTES) {
                return false;
            }
            MemorySegment.copy(more, 0, room, LittleEndian.SHORT, bytes, count);
            bytes += (long) count * Short.BYTES;
            return true;
        }
    }

    /** Blocks of bytes go through arrays on the heap: their bounds cost least to check. */
    private boolean encode(EncodingTable table, long from, long to, Words words) {
        for (long end = to; end > from; ) {
            long start = Math.max(from, (end - 1) / Rans.BLOCK * Rans.BLOCK);
            int count = (int) (end - start);
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, start, block, 0, count);
            if (!words.put(blockWords, encodeBlock(table.entries(), count))) {
                return false;
            }
            end = start;
        }
        return true;
    }

    /** Fills the words of a block and returns how many there are. */
    private int encodeBlock(int[] entries, int count) {
        int lanes = states.length;
        int whole = count / lanes * lanes;
        int next = whole < count ? encodeGroup(entries, whole, count - whole, 0) : 0;
        if (vectors != null) {
            return vectors.encode(entries, states, block, whole, blockWords, next);
        }
        for (int group = whole - lanes; group >= 0; group -= lanes) {
            next = encodeGroup(entries, group, lanes, next);
        }
        return next;
    }

    private int encodeGroup(int[] entries, int group, int count, int from) {
        int next = from;
        for (int lane = states.length - 1; lane >= 0; lane--) {
            if (places[lane] < count) {
                int entry = entries[block[group + places[lane]] & 0xFF];
                int frequency = entry & FrequencyTable.TOTAL - 1;
                int state = states[lane];
                if (state >>> LIMIT_SHIFT >= frequency) {
                    blockWords[next++] = (short) state;
                    state >>>= Rans.WORD_BITS;
                }
                int start = entry >>> FrequencyTable.BITS;
                states[lane] = (state / frequency << FrequencyTable.BITS) + state % frequency + start;
            }
        }
        return next;
    }
}

package io.gossamer.net.state;

import java.lang.foreign.MemorySegment;

/**
 * A piece of an array: what is hashed, and travels, as one. All blocks of an array but the last have {@value #BYTES} bytes.
 *
 * @param array its name
 * @param index which piece of it, from 0
 */
public record Block(String array, int index) implements Comparable<Block> {
    /** So small that several members share in sending one array, and that what was lost under way is soon sent again. */
    public static final long BYTES = 1 << 20;

    /** Of how many blocks an array of so many bytes consists. */
    static int count(long bytes) {
        return Math.toIntExact(Math.ceilDiv(bytes, BYTES));
    }

    /** This block's length, of an array of so many bytes. */
    long length(long bytes) {
        return Math.min(BYTES, bytes - index * BYTES);
    }

    /** This block's part of the array. */
    MemorySegment of(MemorySegment bytes) {
        return bytes.asSlice(index * BYTES, length(bytes.byteSize()));
    }

    @Override
    public int compareTo(Block other) {
        int names = array.compareTo(other.array);
        return names != 0 ? names : Integer.compare(index, other.index);
    }
}

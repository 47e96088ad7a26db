package io.gossamer.net.simulation;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/**
 * A run of bytes of a stream. The first ones may stand in memory; of the others only the number is known, and either
 * they are zeros, or a cost model does not ask what they are.
 */
final class Piece {
    private static final byte[] NOTHING = {};

    /** The one that was sent after this. */
    Piece next;

    private final byte[] carried;
    private final boolean zeros;
    private long length;
    private long taken;

    private Piece(byte[] carried, long length, boolean zeros) {
        this.carried = carried;
        this.length = length;
        this.zeros = zeros;
    }

    /** The {@code length} bytes from {@code offset}; only those before {@code carriedEnd} are copied. */
    static Piece of(MemorySegment bytes, long offset, int length, long carriedEnd) {
        int carriedLength = (int) Math.clamp(carriedEnd - offset, 0, length);
        byte[] carried = carriedLength == 0 ? NOTHING : new byte[carriedLength];
        MemorySegment.copy(bytes, JAVA_BYTE, offset, carried, 0, carriedLength);
        return new Piece(carried, length, false);
    }

    static Piece zeros(int length) {
        return new Piece(NOTHING, length, true);
    }

    /** Takes in what follows it in the stream, if that is no more than a number. */
    boolean absorb(Piece following) {
        boolean absorbs = following.zeros == zeros && following.carried.length == 0;
        if (absorbs) {
            length += following.length;
        }
        return absorbs;
    }

    /**
     * Moves up to {@code most} bytes to {@code target}, leaving the target as it is where a cost model only counts.
     *
     * @return how many were taken
     */
    long take(MemorySegment target, long offset, long most) {
        long count = Math.min(most, length - taken);
        if (zeros) {
            target.asSlice(offset, count).fill((byte) 0);
        } else if (taken < carried.length) {
            int copied = (int) Math.min(carried.length - taken, count);
            MemorySegment.copy(carried, (int) taken, target, JAVA_BYTE, offset, copied);
        }
        taken += count;
        return count;
    }

    /** Drops up to {@code most} bytes and says how many. */
    long skip(long most) {
        long count = Math.min(most, length - taken);
        taken += count;
        return count;
    }

    boolean exhausted() {
        return taken == length;
    }
}

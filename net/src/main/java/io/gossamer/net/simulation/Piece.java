package io.gossamer.net.simulation;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/**
 * A run of bytes of a stream, of which the first ones may stand in memory; the others are only counted. That is how a
 * cost model moves a payload without copying it.
 */
final class Piece {
    private static final byte[] NOTHING = {};

    private final byte[] carried;
    private final int length;
    private int taken;

    private Piece(byte[] carried, int length) {
        this.carried = carried;
        this.length = length;
    }

    /** The {@code length} bytes from {@code offset}; only those before {@code carriedEnd} are copied. */
    static Piece of(MemorySegment bytes, long offset, int length, long carriedEnd) {
        int carriedLength = (int) Math.clamp(carriedEnd - offset, 0, length);
        byte[] carried = carriedLength == 0 ? NOTHING : new byte[carriedLength];
        MemorySegment.copy(bytes, JAVA_BYTE, offset, carried, 0, carriedLength);
        return new Piece(carried, length);
    }

    /**
     * Moves up to {@code most} bytes to {@code target}, leaving the target as it is where bytes are only counted.
     *
     * @return how many were taken
     */
    int take(MemorySegment target, long offset, long most) {
        int count = (int) Math.min(most, length - taken);
        int copied = Math.clamp(carried.length - taken, 0, count);
        MemorySegment.copy(carried, taken, target, JAVA_BYTE, offset, copied);
        taken += count;
        return count;
    }

    boolean exhausted() {
        return taken == length;
    }
}

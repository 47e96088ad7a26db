package io.gossamer.codec.entropy;

/**
 * The states of interleaved coders. The bytes are taken in groups of as many as there are lanes, one to each. Many lanes
 * keep a processor busy; each costs four bytes, so short arrays have few.
 *
 * <p>In a group of 32, lane 8 j + i has byte 4 i + j: the bytes that eight lanes in a row have decoded stand in every
 * fourth place, where vectors of 32 bits leave them. In smaller groups each lane has the byte of its own number.
 */
final class Lanes {
    static final int MOST = 32;

    /** Bytes that pay for one more lane: their states cost less than half a percent. */
    private static final int BYTES_PER_LANE = 1024;

    private Lanes() {}

    /** How many lanes an array of so many bytes has, a power of two. */
    static int count(long bytes) {
        return (int) Math.min(MOST, Long.highestOneBit(Math.max(1, bytes / BYTES_PER_LANE)));
    }

    /** The place within a group of the byte that each of so many lanes has. */
    static int[] places(int count) {
        int[] places = new int[count];
        for (int lane = 0; lane < count; lane++) {
            places[lane] = count == MOST ? lane % 8 * 4 + lane / 8 : lane;
        }
        return places;
    }
}

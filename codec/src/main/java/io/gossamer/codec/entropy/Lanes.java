package io.gossamer.codec.entropy;

/**
 * The states of interleaved coders: byte i belongs to the lane of number i mod {@link #count}. Many lanes keep a
 * processor busy; each costs four bytes, so short arrays have few.
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
}

package io.gossamer.net.schedule;

/**
 * How an array is cut into chunks: all of the same length, but for the first {@code length % count}, which are one
 * element longer. Where there are fewer elements than chunks, the last chunks are empty.
 *
 * @param length of the array, in elements
 * @param count how many chunks, at least one
 */
public record Chunks(long length, int count) {
    public Chunks {
        if (length < 0 || count < 1) {
            throw new IllegalArgumentException(length + " elements in " + count + " chunks");
        }
    }

    /** The first element of a chunk. */
    public long start(int chunk) {
        return chunk * (length / count) + Math.min(chunk, length % count);
    }

    /** The first element after a chunk. */
    public long end(int chunk) {
        return start(chunk + 1);
    }

    /** How many elements a chunk has. */
    public long size(int chunk) {
        return length / count + (chunk < length % count ? 1 : 0);
    }
}

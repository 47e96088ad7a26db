package io.gossamer.core.random;

import java.lang.foreign.MemorySegment;

/**
 * A stream of random numbers that is a pure function of its key: (seed, purpose, node, step, tensor). Two machines that
 * build it from the same key draw the same numbers.
 */
public final class RandomStream {
    private RandomStream() {}

    /** @param node -1 for what all nodes share */
    public static RandomStream of(long seed, Purpose purpose, int node, long step, int tensor) {
        throw new AssertionError("contract");
    }

    /** 32 uniform random bits. */
    public int nextInt() {
        throw new AssertionError("contract");
    }

    public long nextLong() {
        throw new AssertionError("contract");
    }

    /** Uniform in 0 (inclusive) to bound (exclusive), without bias. */
    public int nextInt(int bound) {
        throw new AssertionError("contract");
    }

    /** Uniform in [0, 1), 24 bits. */
    public float nextFloat() {
        throw new AssertionError("contract");
    }

    /** Uniform in [0, 1), 53 bits. */
    public double nextDouble() {
        throw new AssertionError("contract");
    }

    public double nextNormal() {
        throw new AssertionError("contract");
    }

    /** A uniform permutation of 0..n-1. */
    public int[] permutation(int n) {
        throw new AssertionError("contract");
    }

    /** Fills float32 values, uniform in [low, high). */
    public void fillUniform(MemorySegment floats, float low, float high) {
        throw new AssertionError("contract");
    }

    public void fillNormal(MemorySegment floats, float mean, float standardDeviation) {
        throw new AssertionError("contract");
    }
}

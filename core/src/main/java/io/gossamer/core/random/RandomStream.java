package io.gossamer.core.random;

import io.gossamer.core.kernel.VectorSupport;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A stream of random numbers that is a pure function of its key: (seed, purpose, node, step, tensor). Two machines that
 * build it from the same key draw the same numbers, bit for bit; the package description says which. A stream belongs
 * to one thread at a time.
 */
public final class RandomStream {
    private static final FillKernel KERNEL = VectorSupport.available() ? new VectorFill() : new ScalarFill();

    private static final long WORDS = 4L << 32;
    /** Elements whose words are turned into floats while they still stand in the first-level cache. */
    private static final int CHUNK = 4096;

    private final StreamKey key;
    private final FillKernel kernel;
    private final int[] block = new int[4];
    private long position;

    /** A stream that starts at block {@code firstBlock} and fills by {@code kernel}. */
    RandomStream(StreamKey key, FillKernel kernel, long firstBlock) {
        this.key = key;
        this.kernel = kernel;
        this.position = 4 * firstBlock;
    }

    /**
     * The stream of a key, at its beginning.
     *
     * @param node the node's rank; -1 for what all nodes share
     * @param step 0 to 2^32 - 1
     * @param tensor 0 to 2^20 - 1
     * @throws IllegalArgumentException if one of the three is out of its range
     */
    public static RandomStream of(long seed, Purpose purpose, int node, long step, int tensor) {
        return new RandomStream(StreamKey.of(seed, purpose, node, step, tensor), KERNEL, 0);
    }

    /**
     * 32 uniform random bits.
     *
     * @throws IllegalStateException like every draw, if the 2^34 words of the stream are used up
     */
    public int nextInt() {
        int place = (int) position & 3;
        if (place == 0) {
            requireWords(1);
            key.block((int) (position >>> 2), block);
        }
        position++;
        return block[place];
    }

    /** 64 uniform random bits. */
    public long nextLong() {
        long low = Integer.toUnsignedLong(nextInt());
        return (long) nextInt() << 32 | low;
    }

    /**
     * Uniform in 0 (inclusive) to bound (exclusive), without bias.
     *
     * @throws IllegalArgumentException if {@code bound} is not positive
     */
    public int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound " + bound + " is not positive");
        }
        long product = Integer.toUnsignedLong(nextInt()) * bound;
        int low = (int) product;
        if (Integer.compareUnsigned(low, bound) < 0) {
            int surplus = Integer.remainderUnsigned(-bound, bound);
            while (Integer.compareUnsigned(low, surplus) < 0) {
                product = Integer.toUnsignedLong(nextInt()) * bound;
                low = (int) product;
            }
        }
        return (int) (product >>> 32);
    }

    /** Uniform in [0, 1), 24 bits. */
    public float nextFloat() {
        return ScalarFill.unit(nextInt());
    }

    /** Uniform in [0, 1), 53 bits. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    /**
     * Normal with mean 0 and standard deviation 1: one of 2^32 equally likely values, a float32 accurate to 3.3e-7 of
     * itself, at most 6.338 in magnitude.
     */
    public double nextNormal() {
        return StandardNormal.ofWord(nextInt());
    }

    /**
     * The logarithm of a gamma variate with scale 1.
     *
     * @throws IllegalArgumentException if {@code shape} is not positive and finite
     */
    public double nextLogGamma(double shape) {
        return Gamma.log(this, shape);
    }

    /** A uniform permutation of 0..n-1. */
    public int[] permutation(int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        for (int last = n - 1; last > 0; last--) {
            int chosen = nextInt(last + 1);
            int value = order[chosen];
            order[chosen] = order[last];
            order[last] = value;
        }
        return order;
    }

    /** Fills ints (native byte order, 4-byte aligned) with what as many calls of {@link #nextInt()} return. */
    public void fillInts(MemorySegment ints) {
        fill(ints, (from, count) -> {});
    }

    /**
     * Fills float32 values (native byte order, 4-byte aligned), uniform in [low, high).
     *
     * @throws IllegalArgumentException if {@code low} is not below {@code high}, or their distance is not finite
     */
    public void fillUniform(MemorySegment floats, float low, float high) {
        float width = high - low;
        if (!(low < high) || !Float.isFinite(width)) {
            throw new IllegalArgumentException("[" + low + ", " + high + ") is no finite interval");
        }
        float top = Math.nextDown(high);
        fill(floats, (from, count) -> kernel.uniform(floats, from, count, low, width, top));
    }

    /**
     * Fills float32 values (native byte order, 4-byte aligned), normal.
     *
     * @throws IllegalArgumentException if a parameter is not finite or {@code standardDeviation} is negative
     */
    public void fillNormal(MemorySegment floats, float mean, float standardDeviation) {
        if (!Float.isFinite(mean) || !Float.isFinite(standardDeviation) || standardDeviation < 0) {
            throw new IllegalArgumentException(
                    "no normal distribution has mean " + mean + " and standard deviation " + standardDeviation);
        }
        fill(floats, (from, count) -> kernel.normal(floats, from, count, mean, standardDeviation));
    }

    /** Turns the words that stand in elements {@code from} to {@code from + count} into floats. */
    private interface Transformation {
        void apply(long from, long count);
    }

    private void fill(MemorySegment floats, Transformation transformation) {
        if (floats.byteSize() % Float.BYTES != 0) {
            throw new IllegalArgumentException(floats.byteSize() + " bytes are no whole number of 32-bit values");
        }
        long count = floats.byteSize() / Float.BYTES;
        requireWords(count);
        for (long from = 0; from < count; from += CHUNK) {
            long length = Math.min(CHUNK, count - from);
            fillWords(floats, from, length);
            transformation.apply(from, length);
        }
    }

    private void fillWords(MemorySegment memory, long from, long count) {
        long i = from;
        long end = from + count;
        for (; i < end && (position & 3) != 0; i++) {
            memory.setAtIndex(ValueLayout.JAVA_INT, i, nextInt());
        }
        long blocks = (end - i) / 4;
        kernel.words(key, (int) (position >>> 2), blocks, memory, i);
        position += 4 * blocks;
        for (i += 4 * blocks; i < end; i++) {
            memory.setAtIndex(ValueLayout.JAVA_INT, i, nextInt());
        }
    }

    private void requireWords(long count) {
        if (count > WORDS - position) {
            throw new IllegalStateException("the random stream " + key + " has no " + count + " more words");
        }
    }
}

package io.gossamer.core.section;

/**
 * A stretch of code that computes and must not wait. Tensor guards (no-grad, autocast) belong to the carrier thread: a
 * virtual thread that parks inside one leaks it to whoever runs next on that carrier. Code that opens such a guard
 * enters a section; everything in {@code net} that may park first calls {@link #requireNone}.
 *
 * <pre>{@code
 * try (var section = ComputeSection.enter()) {
 *     loss = network.forwardBackward(batch);
 * }
 * group.allReduce(gradients);
 * }</pre>
 */
public final class ComputeSection implements AutoCloseable {
    private static final ThreadLocal<int[]> DEPTH = ThreadLocal.withInitial(() -> new int[1]);

    private final int[] depth;

    private ComputeSection(int[] depth) {
        this.depth = depth;
        depth[0]++;
    }

    public static ComputeSection enter() {
        return new ComputeSection(DEPTH.get());
    }

    /**
     * Asserts that the calling thread computes nothing at the moment.
     *
     * @throws IllegalStateException if it is inside a section; {@code what} names the operation that would have waited
     */
    public static void requireNone(String what) {
        if (DEPTH.get()[0] != 0) {
            throw new IllegalStateException(what + " may wait, and this thread is inside a compute section");
        }
    }

    @Override
    public void close() {
        depth[0]--;
    }
}

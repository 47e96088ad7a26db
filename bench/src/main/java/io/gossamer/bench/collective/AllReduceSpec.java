package io.gossamer.bench.collective;

/**
 * One comparison of all-reduces.
 *
 * @param processes how many take part, each a JVM of its own
 * @param bytes of the float32 array that each holds
 * @param warmup rounds before those that count
 * @param rounds that count; in each, both contenders reduce once, and the one that went first goes second in the next
 */
public record AllReduceSpec(int processes, long bytes, int warmup, int rounds) {}

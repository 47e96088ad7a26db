package io.gossamer.net.topology;

import java.util.Comparator;

/**
 * Which of two rings is the better one. Under both objectives a ring with fewer unreachable pairs comes first.
 *
 * <p>Which one is right follows from what a ring does. A node passes a chunk on as soon as it has received it and its own
 * line is free, so step after step a ring of n nodes advances at the pace of its slowest cycle of dependencies: one node's
 * line that has to send a chunk per step, or one chunk's way around all n nodes. One step takes
 *
 * <pre>max(slowest of the n transmissions, mean over the ring of latency + transmission)</pre>
 *
 * (the greatest cycle mean of a max-plus system; F. Baccelli, G. Cohen, G. J. Olsder, J.-P. Quadrat, "Synchronization and
 * Linearity", Wiley 1992, chapter 3). {@link PathTable#stepSeconds} computes it, to choose between the rings of both.
 */
public enum Objective {
    /**
     * The sum over all edges, the asymmetric travelling salesman's. Right where latencies outweigh transmissions (small
     * arrays), where a message goes around once, and where slow edges share what makes them slow, such as the line
     * between two regions, since it also makes them few.
     */
    TOTAL,

    /**
     * The dearest edge; the sum decides among equals. Right for a pipelined ring that moves large arrays over ways that
     * are independent of each other: it runs at the pace of its slowest edge, whatever the others could do.
     */
    BOTTLENECK;

    /** Puts better rings first. */
    public Comparator<RingCost> order() {
        Comparator<RingCost> usableFirst = Comparator.comparingInt(RingCost::unreachable);
        return switch (this) {
            case TOTAL -> usableFirst.thenComparingDouble(RingCost::total);
            case BOTTLENECK ->
                usableFirst.thenComparingDouble(RingCost::bottleneck).thenComparingDouble(RingCost::total);
        };
    }

    /** Whether {@code one} is strictly better than {@code other}. */
    public boolean prefers(RingCost one, RingCost other) {
        return order().compare(one, other) < 0;
    }
}

package io.gossamer.net.topology;

/**
 * Improves a ring in portions, so that a node can do so in the background and yield between them:
 *
 * <pre>{@code
 * RingImprover improver = new RingImprover(costs, Objective.BOTTLENECK, seed, current);
 * while (!adopted) {
 *     Ring ring = improver.improve(1_000);
 *     world.sleep(Duration.ofMillis(100));
 * }
 * }</pre>
 *
 * The ring is never worse than the one before. What comes out depends on the costs, the objective, the seed, the start and
 * the number of steps taken in all, never on time, so peers that take the same steps agree. Not thread-safe.
 */
public final class RingImprover {
    private final CostMatrix costs;
    private final Objective objective;
    private final RingSearch search;
    private Ring best;
    private boolean solved;

    /**
     * Begins with a ring that is in use, which may have lost an edge.
     *
     * @throws IllegalArgumentException if the costs are of another number of nodes
     */
    public RingImprover(CostMatrix costs, Objective objective, long seed, Ring start) {
        this.costs = costs;
        this.objective = objective;
        this.search = new RingSearch(costs, objective, seed, start);
        this.best = start;
    }

    /**
     * The best ring after {@code steps} more steps; the start if none is better. A step looks at the moves behind one
     * node. Up to {@link RingSolver#EXACT_NODES} nodes the first call finds
     * the best ring of all, and the others nothing more.
     */
    public Ring improve(int steps) {
        if (costs.size() <= RingSolver.EXACT_NODES) {
            solve();
        } else {
            for (int i = 0; i < steps; i++) {
                search.step();
            }
            best = search.best();
        }
        return best;
    }

    private void solve() {
        if (!solved) {
            solved = true;
            ExactRing.best(costs, objective)
                    .filter(ring -> objective.prefers(ring.cost(costs), best.cost(costs)))
                    .ifPresent(ring -> best = ring);
        }
    }

    /** The best ring so far. */
    public Ring best() {
        return best;
    }
}

package io.gossamer.train.gossip;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.util.Arrays;

/**
 * Which nodes hear which in each round, the same for everybody who knows the seed. In a round of training with budget r all
 * hear all if r is at least {@code nodes - 1}, whatever the topology. Below that each node pulls from floor(r) of its
 * neighbours, drawn without replacement, and from one more with probability frac(r); from all of them if these are fewer.
 * In the rounds that follow training all neighbours of another topology are heard.
 *
 * <p>Who is pulled from does not know of it, so how often a node is heard is random: W is row-stochastic and in general not
 * column-stochastic, as published. Where pulls are mutual, whom a node pulls from pulls from it as well, and W is symmetric.
 *
 * @param nodes how many there are
 * @param topology whom a node may hear
 * @param budget r
 * @param rounds of training
 * @param afterwards topology of the rounds that follow
 * @param mutual whether drawn pulls go in both directions
 */
public record GossipPlan(
        int nodes, Topology topology, Budget budget, long rounds, Topology afterwards, boolean mutual, long seed) {
    private static final int[] NOBODY = {};

    /** Makes the plan of so many nodes. */
    @FunctionalInterface
    public interface Factory {
        GossipPlan of(int nodes, long seed);
    }

    /** W of a round. */
    public Mixing mixing(long round) {
        if (!trains(round)) {
            return Mixing.of(afterwards, nodes);
        }
        double others = others(round);
        if (others >= nodes - 1) {
            return Mixing.complete(nodes);
        }
        int[][] pulled = new int[nodes][];
        for (int node = 0; node < nodes; node++) {
            pulled[node] = draw(node, round, others);
        }
        Mixing directed = Mixing.of(pulled);
        return mutual ? directed.mutual() : directed;
    }

    /** Whether nodes take local steps in a round; afterwards they only mix. */
    public boolean trains(long round) {
        return round < rounds;
    }

    /** r of a round of training. */
    public double others(long round) {
        return budget.at((double) (round + 1) / rounds);
    }

    private int[] draw(int node, long round, double others) {
        if (others >= topology.degree(nodes)) {
            return topology.neighbours(node, nodes);
        }
        RandomStream random = RandomStream.of(seed, Purpose.GOSSIP, node, round, 0);
        int whole = (int) others;
        int count = random.nextDouble() < others - whole ? whole + 1 : whole;
        if (count == 0) {
            return NOBODY;
        }
        int[] candidates = topology.neighbours(node, nodes);
        return Arrays.stream(random.permutation(candidates.length), 0, count)
                .map(place -> candidates[place])
                .toArray();
    }
}

package io.gossamer.train.gossip;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The weights W of one round, by which each node's model becomes a mean of those that it holds: row k has the weight 1/|N_k|
 * at each of the nodes N_k that node k hears, itself among them. Rows sum to one. Columns do only where everybody is heard
 * equally often, as on a ring; where they do not, the mean over the nodes drifts a little from round to round.
 *
 * <p>Mutual weights keep the mean: whoever is pulled from pulls, too, and two nodes weigh each other alike, by Metropolis and
 * Hastings (Xiao, Boyd and Lall, "A scheme for robust distributed sensor fusion based on average consensus", IPSN 2005): 1/n
 * with n what the one of the two hears that hears more, and the rest remains at a node itself.
 */
public final class Mixing {
    private final int[][] heard;
    /** By node and place in {@code heard}. */
    private final double[][] weights;

    private Mixing(int[][] heard, double[][] weights) {
        this.heard = heard;
        this.weights = weights;
    }

    /**
     * Everybody hears itself and others.
     *
     * @param others whom each node hears beside itself, without repetition
     */
    public static Mixing of(int[][] others) {
        int[][] heard = new int[others.length][];
        for (int node = 0; node < others.length; node++) {
            heard[node] = IntStream.concat(IntStream.of(node), Arrays.stream(others[node]))
                    .sorted()
                    .distinct()
                    .toArray();
            if (heard[node].length != others[node].length + 1
                    || heard[node][0] < 0
                    || heard[node][heard[node].length - 1] >= others.length) {
                throw new IllegalArgumentException("node " + node + " hears " + Arrays.toString(others[node]));
            }
        }
        double[][] weights = new double[heard.length][];
        for (int node = 0; node < heard.length; node++) {
            weights[node] = new double[heard[node].length];
            Arrays.fill(weights[node], 1.0 / heard[node].length);
        }
        return new Mixing(heard, weights);
    }

    /** Everybody hears all its neighbours. */
    public static Mixing of(Topology topology, int nodes) {
        if (topology.degree(nodes) == nodes - 1) {
            return complete(nodes);
        }
        return of(IntStream.range(0, nodes)
                .mapToObj(node -> topology.neighbours(node, nodes))
                .toArray(int[][]::new));
    }

    /** All hear all: one row, which all share. */
    static Mixing complete(int nodes) {
        int[][] heard = new int[nodes][];
        Arrays.fill(heard, IntStream.range(0, nodes).toArray());
        double[] row = new double[nodes];
        Arrays.fill(row, 1.0 / nodes);
        double[][] weights = new double[nodes][];
        Arrays.fill(weights, row);
        return new Mixing(heard, weights);
    }

    /** The same pulls in both directions, by weights that keep the mean. */
    public Mixing mutual() {
        int[][] both = new int[nodes()][];
        for (int node = 0; node < nodes(); node++) {
            int self = node;
            both[node] = IntStream.range(0, nodes())
                    .filter(other -> hears(self, other) || hears(other, self))
                    .toArray();
        }
        double[][] metropolis = new double[nodes()][];
        for (int node = 0; node < nodes(); node++) {
            int[] row = both[node];
            double[] own = new double[row.length];
            int self = Arrays.binarySearch(row, node);
            double rest = 1;
            for (int place = 0; place < row.length; place++) {
                own[place] = 1.0 / Math.max(row.length, both[row[place]].length);
                rest -= place == self ? 0 : own[place];
            }
            own[self] = rest;
            metropolis[node] = own;
        }
        return new Mixing(both, metropolis);
    }

    private boolean hears(int node, int other) {
        return Arrays.binarySearch(heard[node], other) >= 0;
    }

    public int nodes() {
        return heard.length;
    }

    /** Whom a node hears, itself among them, in ascending order. */
    public int[] heard(int node) {
        return heard[node].clone();
    }

    /** Whose models a node pulls, in ascending order: whom it hears but itself. */
    public int[] pulled(int node) {
        return Arrays.stream(heard[node]).filter(other -> other != node).toArray();
    }

    /** How many others pull a node's model. */
    public int pullers(int node) {
        return (int) IntStream.range(0, nodes())
                .filter(other -> other != node && hears(other, node))
                .count();
    }

    /** W[node, other]. */
    public double weight(int node, int other) {
        int place = Arrays.binarySearch(heard[node], other);
        return place >= 0 ? weights[node][place] : 0;
    }

    /** Whether all hear all, so that W takes the mean. */
    public boolean isComplete() {
        return Arrays.stream(heard).allMatch(row -> row.length == nodes());
    }

    /** Whether columns sum to one as rows do, to rounding: then the mean over the nodes stays. */
    public boolean isDoublyStochastic() {
        double[] columns = new double[nodes()];
        for (int node = 0; node < nodes(); node++) {
            for (int place = 0; place < heard[node].length; place++) {
                columns[heard[node][place]] += weights[node][place];
            }
        }
        return Arrays.stream(columns).allMatch(sum -> Math.abs(sum - 1) < 1e-9);
    }
}

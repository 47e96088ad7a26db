package io.gossamer.train.gossip;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The weights W of one round, by which each node's model becomes a mean of those that it holds: row k has the weight 1/|N_k|
 * at each of the nodes N_k that node k hears, itself among them. Rows sum to one. Columns do only where everybody is heard
 * equally often, as on a ring; where they do not, the mean over the nodes drifts a little from round to round.
 */
public final class Mixing {
    private final int[][] heard;

    private Mixing(int[][] heard) {
        this.heard = heard;
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
        return new Mixing(heard);
    }

    /** Everybody hears all its neighbours. */
    public static Mixing of(Topology topology, int nodes) {
        return of(IntStream.range(0, nodes)
                .mapToObj(node -> topology.neighbours(node, nodes))
                .toArray(int[][]::new));
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
                .filter(other -> other != node && Arrays.binarySearch(heard[other], node) >= 0)
                .count();
    }

    /** W[node, other]. */
    public double weight(int node, int other) {
        return Arrays.binarySearch(heard[node], other) >= 0 ? 1.0 / heard[node].length : 0;
    }

    /** Whether all hear all, so that W takes the mean. */
    public boolean isComplete() {
        return Arrays.stream(heard).allMatch(row -> row.length == nodes());
    }

    /** Whether columns sum to one as rows do, to rounding: then the mean over the nodes stays. */
    public boolean isDoublyStochastic() {
        double[] columns = new double[nodes()];
        for (int[] row : heard) {
            for (int other : row) {
                columns[other] += 1.0 / row.length;
            }
        }
        return Arrays.stream(columns).allMatch(sum -> Math.abs(sum - 1) < 1e-9);
    }
}

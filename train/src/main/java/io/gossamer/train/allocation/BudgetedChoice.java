package io.gossamer.train.allocation;

import java.util.Arrays;

/**
 * L-GreCo's dynamic programme: the smallest total size whose total error is at most {@code slack} times that of the
 * reference. Errors are rounded up to buckets, so the true error never exceeds the budget; and since rounding may hide the
 * reference itself, the answer is the reference where nothing smaller was found.
 *
 * <p>Source: Markov, Vladu, Guo and Alistarh, "L-GreCo: layerwise-adaptive gradient compression for efficient and accurate
 * deep learning", MLSys 2024, arXiv 2210.17357, algorithm 1.
 *
 * @param slack the paper's alpha
 * @param buckets into which the budget is divided
 */
public record BudgetedChoice(double slack, int buckets) implements LevelChoice {
    public static final int DEFAULT_BUCKETS = 10_000;

    public BudgetedChoice {
        if (!(slack > 0) || buckets < 1) {
            throw new IllegalArgumentException("a slack of " + slack + " in " + buckets + " buckets");
        }
    }

    @Override
    public int[] choose(double[][] sizes, double[][] errors, int[] reference) {
        double budget = slack * LevelChoice.total(errors, reference);
        int[] best = solve(sizes, cost(errors, budget));
        boolean better = best.length > 0
                && LevelChoice.total(errors, best) <= budget
                && (LevelChoice.total(sizes, best) < LevelChoice.total(sizes, reference)
                        || LevelChoice.total(errors, reference) > budget);
        return better ? best : reference.clone();
    }

    /** Errors in buckets, rounded up; more than there are buckets where a level alone breaks the budget. */
    private int[][] cost(double[][] errors, double budget) {
        int[][] cost = new int[errors.length][];
        for (int layer = 0; layer < errors.length; layer++) {
            cost[layer] = Arrays.stream(errors[layer])
                    .mapToInt(error -> cost(error, budget))
                    .toArray();
        }
        return cost;
    }

    private int cost(double error, double budget) {
        if (error == 0) {
            return 0;
        }
        return error > budget ? buckets + 1 : (int) Math.ceil(error / budget * buckets);
    }

    /** The levels of smallest size that cost at most all buckets; empty if there are none. */
    private int[] solve(double[][] sizes, int[][] cost) {
        int layers = sizes.length;
        byte[][] chosen = new byte[layers][buckets + 1];
        double[] smallest = new double[buckets + 1]; // of the layers so far, by buckets spent; at first of none
        for (int layer = 0; layer < layers; layer++) {
            double[] before = smallest;
            smallest = new double[buckets + 1];
            Arrays.fill(smallest, Double.POSITIVE_INFINITY);
            for (int level = 0; level < sizes[layer].length; level++) {
                for (int spent = cost[layer][level]; spent <= buckets; spent++) {
                    double size = before[spent - cost[layer][level]] + sizes[layer][level];
                    if (size < smallest[spent]) {
                        smallest[spent] = size;
                        chosen[layer][spent] = (byte) level;
                    }
                }
            }
        }
        return Double.isInfinite(smallest[buckets]) ? new int[0] : walkBack(cost, chosen);
    }

    private int[] walkBack(int[][] cost, byte[][] chosen) {
        int[] levels = new int[chosen.length];
        int spent = buckets;
        for (int layer = levels.length - 1; layer >= 0; layer--) {
            levels[layer] = chosen[layer][spent];
            spent -= cost[layer][levels[layer]];
        }
        return levels;
    }
}

package io.gossamer.train.allocation;

/**
 * What the dynamic programme is held against: from the least error on, takes the step to a smaller level that saves most for
 * the error it adds, as long as the reference's total error allows one.
 */
public record GreedyChoice() implements LevelChoice {
    @Override
    public int[] choose(double[][] sizes, double[][] errors, int[] reference) {
        double budget = LevelChoice.total(errors, reference);
        int[] levels = new int[sizes.length];
        for (int layer = 0; layer < levels.length; layer++) {
            levels[layer] = leastError(errors[layer]);
        }
        double spent = LevelChoice.total(errors, levels);
        for (Step step = best(sizes, errors, levels, budget - spent);
                step != null;
                step = best(sizes, errors, levels, budget - spent)) {
            levels[step.layer] = step.level;
            spent = LevelChoice.total(errors, levels);
        }
        boolean better = spent <= budget && LevelChoice.total(sizes, levels) < LevelChoice.total(sizes, reference);
        return better ? levels : reference.clone();
    }

    private record Step(int layer, int level, double savedPerError) {}

    private static int leastError(double[] errors) {
        int least = 0;
        for (int level = 1; level < errors.length; level++) {
            least = errors[level] < errors[least] ? level : least;
        }
        return least;
    }

    private static Step best(double[][] sizes, double[][] errors, int[] levels, double room) {
        Step best = null;
        for (int layer = 0; layer < levels.length; layer++) {
            for (int level = 0; level < sizes[layer].length; level++) {
                double saved = sizes[layer][levels[layer]] - sizes[layer][level];
                double added = errors[layer][level] - errors[layer][levels[layer]];
                double rate = saved / Math.max(added, Double.MIN_NORMAL);
                if (saved > 0 && added <= room && (best == null || rate > best.savedPerError)) {
                    best = new Step(layer, level, rate);
                }
            }
        }
        return best;
    }
}

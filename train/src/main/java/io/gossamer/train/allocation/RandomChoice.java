package io.gossamer.train.allocation;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;

/** What any choice must beat: levels at random, drawn again until the reference's total error allows them. */
public record RandomChoice(long seed) implements LevelChoice {
    private static final int TRIALS = 10_000;

    @Override
    public int[] choose(double[][] sizes, double[][] errors, int[] reference) {
        RandomStream random = RandomStream.of(seed, Purpose.ALLOCATION, 0, 0, 0);
        double budget = LevelChoice.total(errors, reference);
        for (int trial = 0; trial < TRIALS; trial++) {
            int[] levels = new int[sizes.length];
            for (int layer = 0; layer < levels.length; layer++) {
                levels[layer] = random.nextInt(sizes[layer].length);
            }
            if (LevelChoice.total(errors, levels) <= budget) {
                return levels;
            }
        }
        return reference.clone();
    }
}

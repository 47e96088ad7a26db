package io.gossamer.train.schedule;

/**
 * The learning rate over the steps of a run: linear warm-up to the base rate, then constant or a cosine down to a tenth
 * of it.
 *
 * @param base the rate after warm-up
 * @param warmupSteps steps of the linear warm-up
 * @param decay what follows
 * @param totalSteps steps of the whole run
 */
public record LearningRate(double base, long warmupSteps, Decay decay, long totalSteps) {
    /** The cosine ends at this fraction of the base rate. */
    private static final double COSINE_FLOOR = 0.1;

    /** What the rate does after warm-up. */
    public enum Decay {
        CONSTANT,
        COSINE
    }

    /** The rate of a step, counted from 0. */
    public double at(long step) {
        if (step < warmupSteps) {
            return base * (step + 1) / warmupSteps;
        }
        return switch (decay) {
            case CONSTANT -> base;
            case COSINE -> base * (COSINE_FLOOR + (1 - COSINE_FLOOR) * cosine(step));
        };
    }

    private double cosine(long step) {
        double done = (double) (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps);
        return 0.5 * (1 + StrictMath.cos(Math.PI * done));
    }
}

package io.gossamer.train.overlap;

import java.util.Arrays;

/**
 * What a late difference is divided by, at least 1: the further the shared parameters have moved since it was measured,
 * the less it counts.
 *
 * <p>Source: Sun et al., "CO2: efficient distributed training with full communication-computation overlap", ICLR 2024, arXiv
 * 2401.16265; its official code divides by a constant. How the paper normalises the gap could not be recovered: gap-aware is
 * this project's form, 1 + |x_t - x_{t-1}| / |x_{t-1} - mean y_{t-1}|, and 1 where the denominator is 0.
 *
 * @param constant the divisor of {@link Mode#CONSTANT}, at least 1
 * @param perTensor whether each tensor has a gap of its own, instead of all together
 */
public record StalenessPenalty(Mode mode, double constant, boolean perTensor) {
    /** No penalty. */
    public static final StalenessPenalty OFF = new StalenessPenalty(Mode.OFF, 1, false);

    /** How it is found. */
    public enum Mode {
        GAP_AWARE,
        CONSTANT,
        OFF
    }

    public StalenessPenalty {
        if (!(constant >= 1)) {
            throw new IllegalArgumentException("a penalty of " + constant);
        }
    }

    /** Over all parameters. */
    public static StalenessPenalty gapAware() {
        return new StalenessPenalty(Mode.GAP_AWARE, 1, false);
    }

    /** Whether a difference is changed at all. */
    boolean divides() {
        return mode == Mode.GAP_AWARE || mode == Mode.CONSTANT && constant > 1;
    }

    /**
     * The divisor of each tensor.
     *
     * @param moved by tensor, the squared L2 norm of how far the shared parameters have moved since
     * @param differences by tensor, the squared L2 norm of the difference
     */
    public double[] divisors(double[] moved, double[] differences) {
        double[] divisors = new double[moved.length];
        Arrays.fill(divisors, mode == Mode.CONSTANT ? constant : 1);
        if (mode == Mode.GAP_AWARE && perTensor) {
            Arrays.setAll(divisors, tensor -> gap(moved[tensor], differences[tensor]));
        } else if (mode == Mode.GAP_AWARE) {
            Arrays.fill(
                    divisors,
                    gap(Arrays.stream(moved).sum(), Arrays.stream(differences).sum()));
        }
        return divisors;
    }

    private static double gap(double moved, double difference) {
        return difference > 0 ? 1 + Math.sqrt(moved / difference) : 1;
    }
}

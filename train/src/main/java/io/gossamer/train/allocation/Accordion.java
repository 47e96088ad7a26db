package io.gossamer.train.allocation;

import io.gossamer.core.state.StateVisitor;

/**
 * Accordion: little compression for a layer whose gradient's norm changes fast (a critical regime), strong compression for
 * the others. Before anything is known all are critical.
 *
 * <p>Source: Agarwal, Wang, Lee, Venkataraman and Papailiopoulos, "Adaptive gradient communication via critical learning
 * regime identification", MLSys 2021, arXiv 2010.16248.
 */
public final class Accordion implements References {
    private static final double CRITICAL_CHANGE = 0.5;

    private final int strong;
    private final int weak;
    private final double[] before;

    /**
     * @param strong level outside critical regimes
     * @param weak level inside
     * @param layers number of layers
     */
    public Accordion(int strong, int weak, int layers) {
        this.strong = strong;
        this.weak = weak;
        this.before = new double[layers];
    }

    @Override
    public int[] next(double[] norms) {
        int[] levels = new int[norms.length];
        for (int layer = 0; layer < norms.length; layer++) {
            boolean critical =
                    Math.abs(before[layer] - norms[layer]) > CRITICAL_CHANGE * before[layer] || before[layer] == 0;
            levels[layer] = critical ? weak : strong;
            before[layer] = norms[layer];
        }
        return levels;
    }

    @Override
    public void visitState(StateVisitor visitor) {
        visitor.doubles("norms", before);
    }
}

package io.gossamer.codec.sparse;

import io.gossamer.core.random.RandomStream;
import java.lang.foreign.MemorySegment;

/**
 * The threshold selection of Deep Gradient Compression (Lin et al., 2018; steps and defaults of the authors' code),
 * {@code dgc(density,sampleRatio)} or {@code dgc(density,sampleRatio,adapt)}: the threshold is guessed from a strided
 * sample with a random start and corrected while it selects more than 1.3 k or fewer than 0.8 k elements; k =
 * ceil(density * n). At most k are chosen: of those above the threshold the ones with the lowest indices, which for a
 * surplus of up to 30 % need not be the largest.
 *
 * @param density share of the elements to choose, in (0, 1]
 * @param sampleRatio share of the elements to look at, in (0, 1]; 1 makes the choice that of {@link TopK}
 * @param resample whether a surplus above 30 % is cut to the k largest; otherwise the threshold is raised by 1.3
 */
public record SampledThreshold(double density, double sampleRatio, boolean resample) implements Sparsifier {
    private static final double UPPER = 1.3;
    private static final double LOWER = 0.8;
    private static final int MAXIMUM_CORRECTIONS = 10;

    public SampledThreshold {
        Density.require("a density", density);
        Density.require("a sample ratio", sampleRatio);
    }

    /** The published defaults: 1 % sampled, surplus cut to the largest. */
    public SampledThreshold(double density) {
        this(density, 0.01, true);
    }

    @Override
    public String spec() {
        String numbers = Density.print(density) + "," + Density.print(sampleRatio);
        return "dgc(" + numbers + (resample ? ")" : ",adapt)");
    }

    @Override
    public int maxChosen(long length) {
        return Density.share(density, length);
    }

    /** No factor holds for every array, since the cut to the lowest indices may drop the one large value. */
    @Override
    public double delta(long length) {
        return sampleRatio == 1 ? new TopK(density).delta(length) : 0;
    }

    @Override
    public void choose(MemorySegment values, RandomStream random, SparseVector chosen) {
        int n = Selection.elements(values);
        if (sampleRatio == 1 || n == 0) {
            new TopK(density).choose(values, random, chosen);
            return;
        }
        SamplingPlan plan = SamplingPlan.of(n, density, sampleRatio);
        chosen.ensureCapacity((int) Math.min(n, (long) (UPPER * plan.k()) + 1));
        float threshold = Float.intBitsToFloat(guess(values, random, plan, chosen));
        int found = select(values, threshold, chosen);
        for (int i = 0; i < MAXIMUM_CORRECTIONS && plan.samples() < n; i++) {
            if (found > UPPER * plan.k()) {
                if (resample) {
                    Selection.largest(values, plan.k(), chosen);
                    return;
                }
                threshold *= (float) UPPER;
            } else if (found < LOWER * plan.k()) {
                threshold *= (float) LOWER;
            } else {
                break;
            }
            found = select(values, threshold, chosen);
        }
        chosen.count(Math.min(found, plan.k()));
    }

    private static int guess(MemorySegment values, RandomStream random, SamplingPlan plan, SparseVector chosen) {
        int n = Selection.elements(values);
        int start = plan.stride() == 1 ? 0 : random.nextInt(plan.stride());
        int[] samples = chosen.samples(plan.samples() + 1);
        int count = 0;
        for (long i = start; i < n; i += plan.stride()) {
            samples[count++] = Selection.magnitudeBits(values, i);
        }
        return Selection.kthLargest(samples, count, plan.top()).value();
    }

    private static int select(MemorySegment values, float threshold, SparseVector chosen) {
        int found = Selection.above(values, Float.floatToRawIntBits(threshold), chosen);
        Selection.requireFinite(chosen, Math.min(found, chosen.indices().length));
        return found;
    }
}

package io.gossamer.codec.sparse;

import io.gossamer.core.random.RandomStream;
import java.lang.foreign.MemorySegment;

/**
 * All elements whose magnitude is at least a fixed threshold, {@code threshold(0.01)}: how many there are is up to the
 * array. What stays behind is below the threshold, element by element. Source: Strom, "Scalable distributed DNN training
 * using commodity GPU cloud computing", Interspeech 2015; Sahu et al., "Rethinking gradient sparsification as total error
 * minimization", NeurIPS 2021, who show why a fixed threshold suits error feedback.
 *
 * @param threshold positive and finite; the nearest float32 is taken
 */
public record Threshold(double threshold) implements Sparsifier {
    /** One element of so many is expected; more are looked for a second time. */
    private static final int EXPECTED_SHARE = 100;

    public Threshold {
        if (!((float) threshold > 0 && threshold <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException("a threshold of " + threshold + ": it must be positive and finite");
        }
    }

    @Override
    public String spec() {
        return "threshold(" + Density.print(threshold) + ")";
    }

    @Override
    public int maxChosen(long length) {
        return Math.toIntExact(length);
    }

    /** Of an array below the threshold nothing is sent. */
    @Override
    public double delta(long length) {
        return 0;
    }

    @Override
    public void choose(MemorySegment values, RandomStream random, SparseVector chosen) {
        int bits = Float.floatToRawIntBits((float) threshold);
        chosen.ensureCapacity(Math.ceilDiv(Selection.elements(values), EXPECTED_SHARE));
        int found = Selection.above(values, bits, chosen);
        if (found > chosen.indices().length) {
            chosen.ensureCapacity(found);
            Selection.above(values, bits, chosen);
        }
        Selection.requireFinite(chosen, found);
        chosen.count(found);
    }
}

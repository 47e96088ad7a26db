package io.gossamer.codec.sparse;

import io.gossamer.core.random.RandomStream;
import java.lang.foreign.MemorySegment;

/**
 * The k = ceil(density * n) elements of largest magnitude, {@code topk(density)}; of equal ones those with the lowest
 * indices.
 *
 * @param density in (0, 1]
 */
public record TopK(double density) implements Sparsifier {
    public TopK {
        Density.require("a density", density);
    }

    @Override
    public String spec() {
        return "topk(" + Density.print(density) + ")";
    }

    @Override
    public int maxChosen(long length) {
        return Density.share(density, length);
    }

    @Override
    public double delta(long length) {
        return length == 0 ? 1 : (double) maxChosen(length) / length;
    }

    @Override
    public void choose(MemorySegment values, RandomStream random, SparseVector chosen) {
        Selection.largest(values, maxChosen(values.byteSize() / Float.BYTES), chosen);
        Selection.requireFinite(chosen, chosen.count());
    }

    @Override
    public void addAndChoose(MemorySegment gradient, MemorySegment residual, RandomStream random, SparseVector chosen) {
        Selection.addAndTakeLargest(gradient, residual, maxChosen(Selection.elements(residual)), chosen);
        Selection.requireFinite(chosen, chosen.count());
    }
}

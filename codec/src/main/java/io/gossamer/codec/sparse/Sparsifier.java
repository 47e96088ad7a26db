package io.gossamer.codec.sparse;

import io.gossamer.codec.array.NonFiniteValueException;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.MemorySegment;

/** Chooses elements of an array: exact top-k, sampled threshold (Deep Gradient Compression), and others to come. */
public interface Sparsifier {
    String spec();

    /** The most elements that are chosen of {@code length}. */
    int maxChosen(long length);

    /** The factor by which sending the chosen elements contracts the error; see ContractiveCodec. */
    double delta(long length);

    /**
     * Puts the chosen elements of {@code values} (float32, at most 2^31 - 1) into {@code chosen}, replacing what it held.
     *
     * @throws NonFiniteValueException if a value is NaN or infinite
     */
    void choose(MemorySegment values, RandomStream random, SparseVector chosen);

    /** Adds {@code gradient} to {@code residual}, then chooses of that; in one pass where a sparsifier knows how. */
    default void addAndChoose(
            MemorySegment gradient, MemorySegment residual, RandomStream random, SparseVector chosen) {
        Selection.add(gradient, residual, 0, Selection.elements(residual));
        choose(residual, random, chosen);
    }
}

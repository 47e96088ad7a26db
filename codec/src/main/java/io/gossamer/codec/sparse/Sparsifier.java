package io.gossamer.codec.sparse;

import io.gossamer.core.random.RandomStream;
import java.lang.foreign.MemorySegment;

/** Chooses elements of an array: exact top-k, sampled threshold (Deep Gradient Compression), and others to come. */
public interface Sparsifier {
    String spec();

    /** Puts the chosen elements of {@code values} (float32) into {@code chosen}, replacing what it held. */
    void choose(MemorySegment values, RandomStream random, SparseVector chosen);
}

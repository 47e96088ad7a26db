package io.gossamer.codec.array;

/** A codec C with E[C(x)] = x and E|C(x) - x|^2 <= omega |x|^2. */
public non-sealed interface UnbiasedCodec extends Codec {
    /** The variance factor for arrays of {@code count} elements. */
    double omega(long count);
}

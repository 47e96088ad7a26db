package io.gossamer.codec.array;

/** A codec C with E|C(x) - x|^2 <= (1 - delta) |x|^2. */
public non-sealed interface ContractiveCodec extends Codec {
    /** The contraction factor, in (0, 1], for arrays of {@code count} elements. */
    double delta(long count);
}

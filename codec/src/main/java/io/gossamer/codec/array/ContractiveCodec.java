package io.gossamer.codec.array;

/** A codec C with E|C(x) - x|^2 <= (1 - delta) |x|^2, what error feedback needs. */
public non-sealed interface ContractiveCodec extends Codec {
    /**
     * The contraction factor for arrays of {@code count} elements, in [0, 1]; 0 where no factor holds for every array,
     * as for the sampled threshold.
     */
    double delta(long count);
}

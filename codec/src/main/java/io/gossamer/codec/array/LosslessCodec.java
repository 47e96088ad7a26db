package io.gossamer.codec.array;

/** A codec that gives back every bit: unbiased without variance, and contracting wholly. */
public interface LosslessCodec extends UnbiasedCodec, ContractiveCodec {
    @Override
    default double omega(long count) {
        return 0;
    }

    @Override
    default double delta(long count) {
        return 1;
    }
}

package io.gossamer.codec.sparse;

import io.gossamer.codec.array.ContractiveCodec;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.message.CorruptMessageException;

/**
 * A sparsifier followed by a coding of the indices and a coding of the values. A memory that must know what was sent
 * (error feedback, momentum factor masking) calls the two halves itself.
 */
public interface SparseCodec extends ContractiveCodec {
    Sparsifier sparsifier();

    /** Writes chosen elements of an array of {@code length} elements. */
    void encodeChosen(SparseVector chosen, long length, ByteWriter out);

    void decodeChosen(ByteReader in, long length, SparseVector chosen) throws CorruptMessageException;
}

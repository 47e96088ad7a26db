package io.gossamer.codec.message;

import io.gossamer.codec.array.Codec;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.sparse.SparseCodec;
import io.gossamer.codec.sparse.SparseVector;
import java.lang.foreign.MemorySegment;

/**
 * One tensor of a message.
 *
 * @param tensor its number in the model's layout
 * @param elements how many float32 it has
 * @param codec what turns the coded bytes into an array
 * @param coded a view into the message's bytes
 */
public record Section(int tensor, Kind kind, long elements, Codec codec, MemorySegment coded) {
    /**
     * Overwrites {@code values}, which must have {@link #elements} elements.
     *
     * @throws CorruptMessageException naming the tensor; {@code values} is then undefined
     */
    public void decode(MemorySegment values) throws CorruptMessageException {
        requireSize(values);
        read(in -> codec.decode(in, values));
    }

    /** Adds {@code scale} times the tensor to {@code sum}; as {@link #decode}. */
    public void decodeAdd(float scale, MemorySegment sum) throws CorruptMessageException {
        requireSize(sum);
        read(in -> codec.decodeAdd(in, scale, sum));
    }

    /** The chosen elements themselves, of a section by a sparse codec; as {@link #decode}. */
    public void decodeChosen(SparseVector chosen) throws CorruptMessageException {
        if (!(codec instanceof SparseCodec sparse)) {
            throw new IllegalStateException(
                    "tensor " + tensor + " is coded by " + codec.spec() + ", not as chosen elements");
        }
        read(in -> sparse.decodeChosen(in, elements, chosen));
    }

    private interface Decoding {
        void from(ByteReader in) throws CorruptMessageException;
    }

    private void read(Decoding decoding) throws CorruptMessageException {
        ByteReader in = new ByteReader(coded);
        try {
            decoding.from(in);
            in.requireEnd();
        } catch (CorruptMessageException e) {
            throw new CorruptMessageException("tensor " + tensor + " (" + codec.spec() + "): " + e.getMessage(), e);
        }
    }

    private void requireSize(MemorySegment values) {
        if (values.byteSize() != elements * Float.BYTES) {
            throw new IllegalArgumentException(
                    values.byteSize() + " bytes for tensor " + tensor + " of " + elements + " elements");
        }
    }
}

package io.gossamer.codec.array;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.message.CorruptMessageException;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.MemorySegment;

/**
 * Turns an array of float32 (native byte order, off-heap, 4-byte aligned) into bytes and back. What is written is a
 * pure function of the values, the codec and the random stream. The element count is known to both sides and is not
 * written. Codecs are immutable and safe to share between threads.
 */
public sealed interface Codec permits UnbiasedCodec, ContractiveCodec {
    /** The readable specification that makes this codec again, for instance {@code topk(0.001)+f16}. */
    String spec();

    /** Upper bound of what {@link #encode} writes for {@code count} elements, in bytes. */
    long maxEncodedBytes(long count);

    void encode(MemorySegment values, RandomStream random, ByteWriter out);

    /**
     * Overwrites {@code values} with the decoded array.
     *
     * @throws CorruptMessageException if the bytes cannot come from {@link #encode}; {@code values} is then undefined
     */
    void decode(ByteReader in, MemorySegment values) throws CorruptMessageException;

    /** Adds {@code scale} times the decoded array to {@code sum}; on failure {@code sum} is undefined. */
    void decodeAdd(ByteReader in, float scale, MemorySegment sum) throws CorruptMessageException;
}

package io.gossamer.codec.array;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.MemorySegment;

/**
 * Turns an array of float32 (little-endian, off-heap) into bytes and back. What is written is a pure function of the
 * values, the codec and the random stream. The element count is known to both sides and is not written. Codecs are
 * immutable and safe to share between threads.
 *
 * <p>Only finite values can be coded: NaN and infinities end {@link #encode} with a {@link NonFiniteValueException} and
 * are corrupt to the decoders. What is said about errors holds in exact arithmetic; rounding in float32 adds a few units
 * in the last place.
 */
public sealed interface Codec permits UnbiasedCodec, ContractiveCodec, EntropyCoded {
    /** The readable specification that makes this codec again, for instance {@code topk(0.001)+f16}. */
    String spec();

    /** The largest number of the format of a whole array. */
    int ARRAY_FORMATS = 20;

    /**
     * The number of the byte format in frames, 1 to 127. Codecs that differ only in how they choose what to write share
     * it; parameters that the receiver must know (a block size) are agreed on beforehand, as part of {@link #spec}.
     *
     * <pre>
     *  1 f32    2 f16    3 bf16    4 u8    5 u4    6 sign    7 ternary    8 natural    9, 10 qsgd (sparse, dense)
     * 11 u2    12 u3    14 u5     15 u6   16 u7   17 e4m3   18 e5m2      19 e2m1      20 e3m0
     * 20 + n   chosen elements with their indices, values in format n
     * 40 + n   elements at positions made from a seed, values in format n
     * 61       count sketch
     * 62       low rank
     * 63       fp4
     * 64 + n   format n, entropy-coded
     * </pre>
     */
    int format();

    /**
     * The codec that codes each part of {@code values} as this one codes the whole: what this one measures on an array (a
     * scale) is measured on {@code values}. Receivers decode its frames without knowing it.
     */
    default Codec fitTo(MemorySegment values) {
        return this;
    }

    /** Upper bound of what {@link #encode} writes for {@code count} elements, in bytes. */
    long maxEncodedBytes(long count);

    /**
     * Appends the coded array.
     *
     * @param random drawn from by stochastic codecs only
     * @throws NonFiniteValueException if a value is NaN or infinite; what was appended is then useless
     */
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

package io.gossamer.codec.array;

import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.MemorySegment;

/**
 * A codec that keeps error feedback within its own passes over the array: with residual e and gradient g,
 * {@code e = e + g - C(e + g)}. The bytes and the residual are bit for bit those of adding, {@link Codec#encode}, decoding
 * and subtracting.
 */
public interface CompensatingCodec extends ContractiveCodec {
    /**
     * Appends the coded sum of both arrays and leaves in {@code residual} what receivers do not see of it.
     *
     * @throws NonFiniteValueException if a value of the sum is NaN or infinite; the residual is then undefined
     */
    void encodeCompensated(MemorySegment gradient, MemorySegment residual, RandomStream random, ByteWriter out);
}

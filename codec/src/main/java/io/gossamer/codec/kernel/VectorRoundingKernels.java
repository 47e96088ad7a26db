package io.gossamer.codec.kernel;

import static io.gossamer.codec.kernel.ScalarKernels.MAGNITUDE;
import static io.gossamer.codec.kernel.ScalarRoundingKernels.FRACTION;
import static io.gossamer.codec.kernel.ScalarRoundingKernels.LARGEST_EXPONENT;
import static io.gossamer.codec.kernel.ScalarRoundingKernels.MANTISSA;
import static io.gossamer.codec.kernel.ScalarRoundingKernels.ONE;
import static io.gossamer.codec.kernel.VectorKernels.bytes;
import static io.gossamer.codec.kernel.VectorKernels.floats;
import static io.gossamer.codec.kernel.VectorKernels.ints;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Rounding at random by the Vector API. The last elements, fewer than a vector, go through the scalar kernels. */
final class VectorRoundingKernels implements RoundingKernels {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = INTS.length();

    private final ScalarRoundingKernels scalar = new ScalarRoundingKernels();

    @Override
    public void quantize8(
            MemorySegment values,
            long offset,
            float inverseStep,
            MemorySegment words,
            long wordOffset,
            int turn,
            int levels,
            MemorySegment q,
            long qOffset,
            int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            IntVector uniform =
                    turned(words, wordOffset + 4L * i, turn).lanewise(VectorOperators.LSHR, Integer.SIZE - FRACTION);
            IntVector scaled = (IntVector)
                    floats(values, offset + 4L * i).mul(inverseStep).mul(ONE).convert(VectorOperators.F2I, 0);
            IntVector floor = scaled.max(-levels << FRACTION)
                    .min(levels << FRACTION)
                    .add(uniform)
                    .lanewise(VectorOperators.ASHR, FRACTION);
            bytes(floor).intoMemorySegment(q, qOffset + i, LITTLE_ENDIAN);
        }
        scalar.quantize8(
                values,
                offset + 4L * i,
                inverseStep,
                words,
                wordOffset + 4L * i,
                turn,
                levels,
                q,
                qOffset + i,
                count - i);
    }

    @Override
    public void exponents(
            MemorySegment values,
            long offset,
            MemorySegment words,
            long wordOffset,
            int turn,
            MemorySegment exponents,
            long exponentOffset,
            int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            IntVector carry =
                    turned(words, wordOffset + 4L * i, turn).lanewise(VectorOperators.LSHR, Integer.SIZE - MANTISSA);
            IntVector exponent = ints(values, offset + 4L * i)
                    .and(MAGNITUDE)
                    .add(carry)
                    .lanewise(VectorOperators.LSHR, MANTISSA)
                    .min(LARGEST_EXPONENT);
            bytes(exponent).intoMemorySegment(exponents, exponentOffset + i, LITTLE_ENDIAN);
        }
        scalar.exponents(
                values, offset + 4L * i, words, wordOffset + 4L * i, turn, exponents, exponentOffset + i, count - i);
    }

    @Override
    public int powers(
            MemorySegment exponents,
            long exponentOffset,
            MemorySegment bits,
            long bitOffset,
            MemorySegment values,
            long offset,
            int count) {
        IntVector max = IntVector.zero(INTS);
        int i = 0;
        for (; i <= count - VectorLanes.BITS_READ; i += 4 * LANES) {
            IntVector four = ints(exponents, exponentOffset + i);
            for (int quarter = 0; quarter < 4; quarter++) {
                IntVector magnitude = VectorLanes.exponents(four, quarter);
                max = max.max(magnitude);
                VectorLanes.negative(bits, bitOffset + i / 8, quarter)
                        .or(magnitude)
                        .intoMemorySegment(values, offset + 4L * (i + quarter * LANES), LITTLE_ENDIAN);
            }
        }
        int rest = scalar.powers(
                exponents, exponentOffset + i, bits, bitOffset + i / 8, values, offset + 4L * i, count - i);
        return Math.max(max.reduceLanes(VectorOperators.MAX), rest);
    }

    private static IntVector turned(MemorySegment words, long offset, int turn) {
        IntVector vector = ints(words, offset);
        return vector.lanewise(VectorOperators.LSHL, turn).or(vector.lanewise(VectorOperators.LSHR, -turn & 31));
    }
}

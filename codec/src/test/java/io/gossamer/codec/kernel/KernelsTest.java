package io.gossamer.codec.kernel;

import static io.gossamer.codec.bits.LittleEndian.FLOAT;
import static io.gossamer.codec.bits.LittleEndian.INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.function.BiFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The vector kernels against the scalar ones: same bits for random bits, lengths and alignments. */
class KernelsTest {
    private static final int TRIALS = 60;
    private static final int LONGEST = 220;

    private final ArrayKernels scalar = Kernels.scalar();
    private final ArrayKernels vector = Kernels.chosen();
    private final Arena arena = Arena.ofAuto();

    /** One random case: inputs at random alignments, outputs filled with the same garbage for both kernels. */
    private record Trial(
            MemorySegment values, MemorySegment other, long offset, long targetOffset, int count, float a, float b) {
        MemorySegment target(Arena arena) {
            return arena.allocate(other.byteSize()).copyFrom(other);
        }
    }

    @BeforeEach
    void needsVectors() {
        assumeThat(vector).as("this machine's vectors are too short to test").isInstanceOf(VectorKernels.class);
    }

    @Test
    void maximumOfMagnitudes() {
        sameResult((kernels, t) -> kernels.maxAbsBits(t.values, t.offset, t.count));
        sameResult((kernels, t) -> kernels.sumAbs(t.values, t.offset, t.count));
        sameResult((kernels, t) -> kernels.sumSquares(t.values, t.offset, t.b, t.count));
    }

    @Test
    void eightBits() {
        same((kernels, t) -> {
            MemorySegment q = t.target(arena);
            kernels.quantize8(t.values, t.offset, t.a, q, t.targetOffset, t.count);
            return q;
        });
        same((kernels, t) -> {
            MemorySegment target = t.target(arena);
            kernels.dequantize8(t.values, t.offset, t.a, target, t.targetOffset, t.count);
            return target;
        });
        same((kernels, t) -> {
            MemorySegment target = t.target(arena);
            kernels.dequantizeAdd8(t.values, t.offset, t.a, t.b, target, t.targetOffset, t.count);
            return canonical(target, t);
        });
    }

    @Test
    void roundingAtRandom() {
        same(Kernels.scalarRounding(), Kernels.rounding(), (kernels, t) -> {
            MemorySegment q = t.target(arena);
            int levels = 1 + t.count % 127;
            int turn = t.count % 4 * 8;
            kernels.quantize8(t.values, t.offset, t.a, t.other, 4, turn, levels, q, t.targetOffset, t.count);
            return q;
        });
        same(Kernels.scalarRounding(), Kernels.rounding(), (kernels, t) -> {
            MemorySegment exponents = t.target(arena);
            kernels.exponents(t.values, t.offset, t.other, 4, t.count % 4 * 8, exponents, t.targetOffset, t.count);
            return exponents;
        });
        same(Kernels.scalarRounding(), Kernels.rounding(), (kernels, t) -> {
            MemorySegment target = t.target(arena);
            int max = kernels.powers(t.values, 3, t.other, 5, target, t.targetOffset, t.count);
            assertThat(max).isEqualTo(scalar.maxAbsBits(target, t.targetOffset, t.count));
            return target;
        });
    }

    @Test
    void bfloat16() {
        same((kernels, t) -> {
            MemorySegment target = t.target(arena);
            assertThat(kernels.toBfloat16(t.values, t.offset, target, t.targetOffset, t.count))
                    .isEqualTo(scalar.maxAbsBits(t.values, t.offset, t.count));
            return target;
        });
        same((kernels, t) -> {
            MemorySegment target = t.target(arena);
            int max = kernels.fromBfloat16(t.values, t.offset, target, t.targetOffset, t.count);
            assertThat(max).isEqualTo(scalar.maxAbsBits(target, t.targetOffset, t.count));
            return target;
        });
        same((kernels, t) -> {
            MemorySegment target = t.target(arena);
            kernels.addBfloat16(t.values, t.offset, t.a, target, t.targetOffset, t.count);
            return canonical(target, t);
        });
        sameResult(
                (kernels, t) -> kernels.addBfloat16(t.values, t.offset, t.a, t.target(arena), t.targetOffset, t.count));
    }

    @Test
    void float16() {
        same((kernels, t) -> {
            MemorySegment target = t.target(arena);
            kernels.toFloat16(t.values, t.offset, t.a, target, t.targetOffset, t.count);
            return target;
        });
        same((kernels, t) -> {
            MemorySegment target = t.target(arena);
            kernels.fromFloat16(t.values, t.offset, t.a, target, t.targetOffset, t.count);
            return target;
        });
        same((kernels, t) -> {
            MemorySegment target = t.target(arena);
            kernels.addFloat16(t.values, t.offset, t.a, t.b, target, t.targetOffset, t.count);
            return canonical(target, t);
        });
        sameResult(
                (kernels, t) -> kernels.fromFloat16(t.values, t.offset, t.a, t.target(arena), t.targetOffset, t.count));
        sameResult((kernels, t) ->
                kernels.addFloat16(t.values, t.offset, t.a, t.b, t.target(arena), t.targetOffset, t.count));
    }

    @Test
    void signs() {
        same((kernels, t) -> {
            MemorySegment target = t.target(arena);
            kernels.packSigns(t.values, t.offset, target, t.targetOffset, t.count);
            return target;
        });
        same((kernels, t) -> {
            MemorySegment target = t.target(arena);
            kernels.unpackSigns(t.values, t.offset, t.a, target, t.targetOffset, t.count);
            return target;
        });
        same((kernels, t) -> {
            MemorySegment target = t.target(arena);
            kernels.addSigns(t.values, t.offset, t.a, target, t.targetOffset, t.count);
            return canonical(target, t);
        });
    }

    @Test
    void sgd() {
        for (boolean nesterov : new boolean[] {false, true}) {
            for (float weightDecay : new float[] {0, 0.01f}) {
                same((kernels, t) -> sgdStep(kernels, t, new SgdRule(t.a, nesterov, weightDecay, t.b)));
            }
        }
    }

    private MemorySegment sgdStep(ArrayKernels kernels, Trial t, SgdRule rule) {
        MemorySegment b = arena.allocate(t.values.byteSize()).copyFrom(t.values);
        MemorySegment w = t.target(arena);
        kernels.sgdStep(rule, t.values, b, w, t.offset, t.count);
        MemorySegment both = arena.allocate(8L * t.count);
        MemorySegment.copy(b, t.offset, both, 0, 4L * t.count);
        MemorySegment.copy(w, t.offset, both, 4L * t.count, 4L * t.count);
        return canonical(both, 0, 2 * t.count);
    }

    @Test
    void scaledSum() {
        same((kernels, t) -> {
            MemorySegment target = t.target(arena);
            kernels.addScaled(t.a, t.values, t.offset, target, t.targetOffset, t.count);
            return canonical(target, t);
        });
    }

    @Test
    void selection() {
        sameResult((kernels, t) -> {
            int[] indices = new int[t.count % 90];
            float[] selected = new float[indices.length];
            int threshold = Float.floatToRawIntBits(t.b) & 0x7FFFFFFF;
            int start = Math.min(3, indices.length);
            int found = kernels.select(t.values, t.offset, t.count, threshold, 1000, indices, selected, start);
            return found + Arrays.toString(indices) + Arrays.hashCode(selected);
        });
    }

    @Test
    void roundingToHalvesAgreesWithTheJdk() {
        RandomStream random = RandomStream.of(2, Purpose.TEST, 0, 0, 0);
        for (int i = 0; i < 300_000; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            int expected = Math.abs(value) < 32760
                    ? Float.floatToFloat16(value) & 0xFFFF
                    : Float16Bits.MAX_VALUE | Float.floatToRawIntBits(value) >>> 16 & 0x8000;
            if (Float16Bits.round(value) != expected) {
                assertThat(Float16Bits.round(value)).as("%s", value).isEqualTo(expected);
            }
        }
        for (int half = -0x8000; half < 0x8000; half += 7) {
            if ((half & 0x7FFF) <= Float16Bits.MAX_VALUE) {
                assertThat(Float.floatToRawIntBits(Float16Bits.widen(half)))
                        .isEqualTo(Float.floatToRawIntBits(Float.float16ToFloat((short) half)));
            }
        }
    }

    @Test
    void bfloat16RoundsToNearestEven() {
        float[] values = {1, 1 + 0x1p-8f, 1 + 0x1p-8f + 0x1p-20f, 1 + 0x3p-8f, -0f, Float.MAX_VALUE, -1.5f, 0x1p-140f};
        float[] rounded = {1, 1, 1 + 0x1p-7f, 1 + 0x1p-6f, -0f, 0x1.FEp127f, -1.5f, 0};
        for (ArrayKernels kernels : new ArrayKernels[] {scalar, vector}) {
            MemorySegment halves = arena.allocate(16);
            MemorySegment back = arena.allocate(32);
            kernels.toBfloat16(arena.allocateFrom(FLOAT, values), 0, halves, 0, 8);
            kernels.fromBfloat16(halves, 0, back, 0, 8);
            assertThat(back.toArray(ValueLayout.JAVA_FLOAT)).containsExactly(rounded);
        }
    }

    /** Where two NaN are added, either may be the result. */
    private static MemorySegment canonical(MemorySegment sums, Trial t) {
        return canonical(sums, t.targetOffset, t.count);
    }

    private static MemorySegment canonical(MemorySegment sums, long offset, int count) {
        for (int i = 0; i < count; i++) {
            long at = offset + 4L * i;
            sums.set(INT, at, Float.floatToIntBits(sums.get(FLOAT, at)));
        }
        return sums;
    }

    private void same(BiFunction<ArrayKernels, Trial, MemorySegment> action) {
        same(scalar, vector, action);
    }

    private <K> void same(K scalar, K vector, BiFunction<K, Trial, MemorySegment> action) {
        RandomStream random = RandomStream.of(1, Purpose.TEST, 0, 0, 0);
        for (int i = 0; i < TRIALS; i++) {
            Trial trial = trial(random);
            MemorySegment expected = action.apply(scalar, trial);
            MemorySegment actual = action.apply(vector, trial);
            assertThat(actual.mismatch(expected))
                    .as("trial %d, %d elements", i, trial.count)
                    .isEqualTo(-1);
        }
    }

    private void sameResult(BiFunction<ArrayKernels, Trial, Object> action) {
        RandomStream random = RandomStream.of(1, Purpose.TEST, 0, 0, 0);
        for (int i = 0; i < TRIALS; i++) {
            Trial trial = trial(random);
            assertThat(action.apply(vector, trial)).isEqualTo(action.apply(scalar, trial));
        }
    }

    private Trial trial(RandomStream random) {
        int count = random.nextInt(LONGEST);
        MemorySegment values = arena.allocate(4L * LONGEST + 64, 4);
        MemorySegment other = arena.allocate(4L * LONGEST + 64, 4);
        int kind = random.nextInt(3);
        for (long at = 0; at < values.byteSize(); at += 4) {
            values.set(INT, at, bits(random, kind));
            other.set(INT, at, Float.floatToRawIntBits((float) random.nextNormal()));
        }
        float a = Math.scalb(1f, random.nextInt(20) - 10);
        return new Trial(
                values, other, random.nextInt(16) * 4L, random.nextInt(60), count, a, (float) random.nextNormal());
    }

    /** Ordinary numbers, any bits at all, or mostly special cases. */
    private static int bits(RandomStream random, int kind) {
        return switch (kind) {
            case 0 -> Float.floatToRawIntBits((float) random.nextNormal());
            case 1 -> random.nextInt();
            default ->
                switch (random.nextInt(8)) {
                    case 0 -> 0x80000000;
                    case 1 -> 0;
                    case 2 -> 0x7F800000;
                    case 3 -> 0xFF800000;
                    case 4 -> 0x7FC00000;
                    case 5 -> random.nextInt() & 0x807FFFFF;
                    case 6 -> 0x7F7FFFFF;
                    default -> Float.floatToRawIntBits(127.5f * random.nextFloat());
                };
        };
    }
}

package io.gossamer.net.reduction;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReductionTest {
    private static final int COUNT = 4099;
    private static final float[] EDGES = {
        0f, -0f, 1f, -1f, 3.5f, Float.MIN_VALUE, -Float.MIN_NORMAL, Float.MAX_VALUE, -Float.MAX_VALUE,
        Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, 1e-30f, 16_777_217f
    };

    @ParameterizedTest
    @EnumSource(Operator.class)
    void float32IsCombinedAsJavaCombinesItByBothKernels(Operator operator) {
        for (int length = 0; length < 80; length++) {
            float[] left = new float[length];
            float[] right = new float[length];
            for (int i = 0; i < length; i++) {
                left[i] = EDGES[i % EDGES.length];
                right[i] = EDGES[i / EDGES.length * 5 % EDGES.length];
            }
            float[] expected = new float[length];
            for (int i = 0; i < length; i++) {
                expected[i] = switch (operator) {
                    case SUM, AVG -> left[i] + right[i];
                    case MIN -> Math.min(left[i], right[i]);
                    case MAX -> Math.max(left[i], right[i]);
                    case PROD -> left[i] * right[i];
                };
            }
            float[] chosen = left.clone();
            new Reduction(ElementType.FLOAT32, operator)
                    .combine(MemorySegment.ofArray(chosen), MemorySegment.ofArray(right));
            float[] scalar = left.clone();
            new RealKernels.Float32().combine(operator, MemorySegment.ofArray(scalar), MemorySegment.ofArray(right));
            assertThat(bits(chosen)).isEqualTo(bits(expected));
            assertThat(bits(scalar)).isEqualTo(bits(expected));
        }
    }

    @Test
    void aMeanOfFloat32IsTheSumDividedOnce() {
        float[] sums = floats(1, COUNT);
        float[] expected = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            expected[i] = sums[i] / 7;
        }
        new Reduction(ElementType.FLOAT32, Operator.AVG).finish(MemorySegment.ofArray(sums), 7);
        assertThat(sums).isEqualTo(expected);
    }

    @Test
    void onlyMeansAreDivided() {
        for (Operator operator : Operator.values()) {
            int[] values = {9, -9};
            new Reduction(ElementType.INT32, operator).finish(MemorySegment.ofArray(values), 2);
            assertThat(values).isEqualTo(operator == Operator.AVG ? new int[] {4, -4} : new int[] {9, -9});
        }
    }

    @ParameterizedTest
    @EnumSource(Operator.class)
    void float64IsCombinedAsJavaCombinesIt(Operator operator) {
        double[] left = new double[COUNT];
        double[] right = new double[COUNT];
        float[] sample = floats(2, 2 * COUNT);
        for (int i = 0; i < COUNT; i++) {
            left[i] = sample[i] / 3.0;
            right[i] = sample[COUNT + i] / 7.0;
        }
        double[] actual = left.clone();
        new Reduction(ElementType.FLOAT64, operator)
                .combine(MemorySegment.ofArray(actual), MemorySegment.ofArray(right));
        for (int i = 0; i < COUNT; i++) {
            assertThat(actual[i]).isEqualTo(exact(operator, left[i], right[i]));
        }
    }

    @ParameterizedTest
    @EnumSource(Operator.class)
    void sixteenBitsAreRoundedFromTheExactResultToTheNearest(Operator operator) {
        assertNearest(ElementType.FLOAT16, operator, half -> Float.float16ToFloat((short) half));
        assertNearest(ElementType.BFLOAT16, operator, half -> Float.intBitsToFloat(half << 16));
    }

    private static void assertNearest(ElementType type, Operator operator, IntToDoubleFunction widen) {
        short[] left = new short[COUNT];
        short[] right = new short[COUNT];
        type.fromFloats(MemorySegment.ofArray(floats(3, COUNT)), MemorySegment.ofArray(left));
        type.fromFloats(MemorySegment.ofArray(floats(4, COUNT)), MemorySegment.ofArray(right));
        short[] combined = left.clone();
        Reduction reduction = new Reduction(type, operator);
        reduction.combine(MemorySegment.ofArray(combined), MemorySegment.ofArray(right));
        short[] divided = combined.clone();
        reduction.finish(MemorySegment.ofArray(divided), 3);
        for (int i = 0; i < COUNT; i++) {
            double sum = exact(operator, widen.applyAsDouble(left[i]), widen.applyAsDouble(right[i]));
            assertNearest(sum, combined[i], widen);
            double mean = operator == Operator.AVG ? widen.applyAsDouble(combined[i]) / 3 : sum;
            assertNearest(mean, divided[i], widen);
        }
    }

    /** Neighbours are as far or farther away, and farther if the last bit is odd; only what is next to nothing is zero. */
    private static void assertNearest(double exact, short half, IntToDoubleFunction widen) {
        if ((half & 0x7FFF) == 0) {
            assertThat(Math.abs(exact)).isLessThanOrEqualTo(widen.applyAsDouble(1) / 2);
            return;
        }
        double error = Math.abs(widen.applyAsDouble(half) - exact);
        for (int neighbour = -1; neighbour <= 1; neighbour += 2) {
            double other = Math.abs(widen.applyAsDouble((short) (half + neighbour)) - exact);
            assertThat((half & 1) == 0 ? error <= other : error < other)
                    .as("%s becomes %s", exact, widen.applyAsDouble(half))
                    .isTrue();
        }
    }

    @Test
    void sixteenBitsOverflowToInfinityAndKeepNaN() {
        short[] half = {Float.floatToFloat16(65504f), Float.floatToFloat16(Float.NaN)};
        new Reduction(ElementType.FLOAT16, Operator.SUM)
                .combine(MemorySegment.ofArray(half), MemorySegment.ofArray(half.clone()));
        assertThat(Float.float16ToFloat(half[0])).isInfinite();
        assertThat(Float.float16ToFloat(half[1])).isNaN();
        short[] brain = {0x7F7F, (short) 0x7FFF};
        new Reduction(ElementType.BFLOAT16, Operator.SUM)
                .combine(MemorySegment.ofArray(brain), MemorySegment.ofArray(brain.clone()));
        assertThat(Float.intBitsToFloat(brain[0] << 16)).isInfinite();
        assertThat(Float.intBitsToFloat(brain[1] << 16)).isNaN();
    }

    @ParameterizedTest
    @EnumSource(
            value = ElementType.class,
            names = {"INT8", "INT16", "INT32", "INT64", "UINT8"})
    void integersWrapAroundAndMeansAreTruncatedTowardZero(ElementType type) {
        byte[] left = bytes(5, COUNT * type.bytes());
        byte[] right = bytes(6, COUNT * type.bytes());
        for (Operator operator : Operator.values()) {
            byte[] actual = left.clone();
            Reduction reduction = new Reduction(type, operator);
            reduction.combine(MemorySegment.ofArray(actual), MemorySegment.ofArray(right));
            reduction.finish(MemorySegment.ofArray(actual), 3);
            for (int i = 0; i < COUNT; i++) {
                BigInteger expected = integer(type, operator, element(type, left, i), element(type, right, i));
                assertThat(element(type, actual, i))
                        .as("%s at %d", reduction.label(), i)
                        .isEqualTo(expected);
            }
        }
    }

    private static BigInteger integer(ElementType type, Operator operator, BigInteger left, BigInteger right) {
        return switch (operator) {
            case SUM -> wrapped(type, left.add(right));
            case AVG -> wrapped(type, left.add(right)).divide(BigInteger.valueOf(3));
            case MIN -> left.min(right);
            case MAX -> left.max(right);
            case PROD -> wrapped(type, left.multiply(right));
        };
    }

    private static BigInteger wrapped(ElementType type, BigInteger value) {
        BigInteger modulus = BigInteger.ONE.shiftLeft(Byte.SIZE * type.bytes());
        BigInteger low = value.mod(modulus);
        boolean negative = type != ElementType.UINT8 && low.shiftLeft(1).compareTo(modulus) >= 0;
        return negative ? low.subtract(modulus) : low;
    }

    private static BigInteger element(ElementType type, byte[] little, int index) {
        byte[] big = new byte[type.bytes()];
        for (int i = 0; i < big.length; i++) {
            big[big.length - 1 - i] = little[index * big.length + i];
        }
        return type == ElementType.UINT8 ? new BigInteger(1, big) : new BigInteger(big);
    }

    @ParameterizedTest
    @EnumSource(ElementType.class)
    void elementsThatFloat32HoldsComeBack(ElementType type) {
        float[] floats = new float[200];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = type == ElementType.UINT8 ? i : i % 2 == 0 ? i / 2 : -i / 2;
        }
        MemorySegment values = MemorySegment.ofArray(new byte[floats.length * type.bytes()]);
        type.fromFloats(MemorySegment.ofArray(floats), values);
        float[] back = new float[floats.length];
        type.toFloats(values, MemorySegment.ofArray(back));
        assertThat(back).isEqualTo(floats);
    }

    @Test
    void integersBeyondTheirRangeBecomeItsEnds() {
        float[] far = {1e30f, -1e30f, 2.5f, 3.5f, -2.5f};
        byte[] bytes = new byte[5];
        ElementType.INT8.fromFloats(MemorySegment.ofArray(far), MemorySegment.ofArray(bytes));
        assertThat(bytes).containsExactly(127, -128, 2, 4, -2);
        ElementType.UINT8.fromFloats(MemorySegment.ofArray(far), MemorySegment.ofArray(bytes));
        assertThat(bytes).containsExactly(255, 0, 2, 4, 0);
        long[] longs = new long[5];
        ElementType.INT64.fromFloats(MemorySegment.ofArray(far), MemorySegment.ofArray(longs));
        assertThat(longs).containsExactly(Long.MAX_VALUE, Long.MIN_VALUE, 2, 4, -2);
    }

    private static double exact(Operator operator, double left, double right) {
        return switch (operator) {
            case SUM, AVG -> left + right;
            case MIN -> Math.min(left, right);
            case MAX -> Math.max(left, right);
            case PROD -> left * right;
        };
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            bits[i] = Float.floatToIntBits(values[i]);
        }
        return bits;
    }

    private static float[] floats(int tensor, int count) {
        float[] floats = new float[count];
        RandomStream.of(1, Purpose.TEST, 0, 0, tensor).fillUniform(MemorySegment.ofArray(floats), -10, 10);
        return floats;
    }

    private static byte[] bytes(int tensor, int count) {
        RandomStream random = RandomStream.of(1, Purpose.TEST, 0, 0, tensor);
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) random.nextInt();
        }
        return bytes;
    }
}

package io.gossamer.net.quantisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.codec.array.NonFiniteValueException;
import io.gossamer.codec.array.UniformCodec;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.core.fuzz.MutationFuzzer;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantiserTest {
    private static final int COUNT = 10_007;
    private static final RandomStream NONE = RandomStream.of(0, Purpose.TEST, 0, 0, 0);

    /** Ranges around zero, far from it, tiny and huge, and one in which all are negative. */
    private static final float[][] RANGES = {
        {-1, 1}, {0, 1}, {-3, -2}, {1000, 1001}, {1e6f, 1e6f + 1}, {-1e-20f, 3e-20f}, {-3e38f, 3e38f}, {-7e-39f, 5e-12f}
    };

    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void minMaxErrsByLessThanAStep(int bits) throws CorruptMessageException {
        for (float[] range : RANGES) {
            float[] values = uniform(COUNT, range[0], range[1]);
            float[] back = roundTrip(new Quantiser.MinMax(bits), values);
            double step = ((double) max(values) - min(values)) / ((1 << bits) - 1);
            for (int i = 0; i < COUNT; i++) {
                assertThat(Math.abs((double) values[i] - back[i]))
                        .as("%s in %s", values[i], Arrays.toString(range))
                        .isLessThanOrEqualTo(step);
                assertThat(back[i]).isBetween(min(values), max(values));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void zeroPointScaleErrsByAStepAtMostAndKeepsZeros(int bits) throws CorruptMessageException {
        for (float[] range : RANGES) {
            float[] values = uniform(COUNT, range[0] / 4, range[1] / 4);
            values[17] = 0;
            float[] back = roundTrip(new Quantiser.ZeroPointScale(bits), values);
            double step = (Math.max(0.0, max(values)) - Math.min(0.0, min(values))) / ((1 << bits) - 1);
            assertThat(back[17]).isZero();
            for (int i = 0; i < COUNT; i++) {
                assertThat(Math.abs((double) values[i] - back[i]))
                        .as("%s in %s", values[i], Arrays.toString(range))
                        .isLessThanOrEqualTo(step + Math.ulp(values[i]));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {0, 1, -3.7f, 1e-30f, 3.4e38f, Float.MIN_VALUE})
    void valuesThatAreAllTheSameAreExact(float value) throws CorruptMessageException {
        float[] values = new float[1000];
        Arrays.fill(values, value);
        assertThat(roundTrip(new Quantiser.MinMax(8), values)).containsOnly(value);
        assertThat(roundTrip(new Quantiser.MinMax(16), values)).containsOnly(value);
    }

    @Test
    void lengthsAreThoseOfTheFormat() {
        for (int count : new int[] {1, 7, 1000}) {
            float[] values = uniform(count, -1, 1);
            assertThat(encode(new Quantiser.MinMax(8), values)).hasSize(8 + count);
            assertThat(encode(new Quantiser.MinMax(16), values)).hasSize(8 + 2 * count);
            assertThat(encode(new Quantiser.ZeroPointScale(8), values)).hasSize(8 + count);
            assertThat(encode(new Quantiser.ZeroPointScale(16), values)).hasSize(8 + 2 * count);
            Quantiser codec = new Quantiser.ByCodec(new UniformCodec(8));
            assertThat(encode(codec, values)).hasSize((int) codec.maxEncodedBytes(count));
        }
    }

    /** Values of which three levels are known by heart. */
    @Test
    void bytesAreThoseOfTheFormat() {
        byte[] coded = encode(new Quantiser.MinMax(8), new float[] {-1, 254, 0});
        ByteWriter expected = new ByteWriter();
        expected.putFloat(-1);
        expected.putFloat(1);
        expected.putByte(-128);
        expected.putByte(127);
        expected.putByte(-127);
        assertThat(coded).isEqualTo(expected.written().toArray(ValueLayout.JAVA_BYTE));
        byte[] around = encode(new Quantiser.ZeroPointScale(8), new float[] {-1, 254, 0});
        expected.clear();
        expected.putFloat(1);
        expected.putInt(1);
        expected.putByte(-128);
        expected.putByte(127);
        expected.putByte(-127);
        assertThat(around).isEqualTo(expected.written().toArray(ValueLayout.JAVA_BYTE));
        expected.close();
    }

    @Test
    void whatIsNoNumberIsRefusedAndNamed() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            float[] values = uniform(100, -1, 1);
            values[42] = bad;
            for (Quantiser quantiser : List.of(new Quantiser.MinMax(8), new Quantiser.ZeroPointScale(16))) {
                assertThatThrownBy(() -> encode(quantiser, values))
                        .isInstanceOf(NonFiniteValueException.class)
                        .hasMessageContaining("element 42");
            }
        }
    }

    @Test
    void decodersSurviveAnything() {
        float[] values = uniform(50, -1, 1);
        for (Quantiser quantiser : List.of(
                new Quantiser.MinMax(8),
                new Quantiser.MinMax(16),
                new Quantiser.ZeroPointScale(8),
                new Quantiser.ZeroPointScale(16))) {
            MutationFuzzer.of(bytes -> assertFinite(decode(quantiser, bytes, 50)), List.of(encode(quantiser, values)))
                    .allowing(CorruptMessageException.class)
                    .iterations(5000)
                    .run();
        }
    }

    private static void assertFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new AssertionError(value + " was decoded");
            }
        }
    }

    private static float[] roundTrip(Quantiser quantiser, float[] values) throws CorruptMessageException {
        return decode(quantiser, encode(quantiser, values), values.length);
    }

    private static byte[] encode(Quantiser quantiser, float[] values) {
        try (ByteWriter out = new ByteWriter()) {
            quantiser.encode(MemorySegment.ofArray(values), NONE, out);
            return out.written().toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private static float[] decode(Quantiser quantiser, byte[] coded, int count) throws CorruptMessageException {
        float[] values = new float[count];
        ByteReader in = new ByteReader(MemorySegment.ofArray(coded));
        quantiser.decode(in, MemorySegment.ofArray(values));
        in.requireEnd();
        return values;
    }

    private static float[] uniform(int count, float low, float high) {
        float[] values = new float[count];
        RandomStream random = RandomStream.of(1, Purpose.TEST, 0, 0, count);
        for (int i = 0; i < count; i++) {
            values[i] = (float) (low + ((double) high - low) * random.nextDouble());
        }
        return values;
    }

    private static float min(float[] values) {
        float min = values[0];
        for (float value : values) {
            min = Math.min(min, value);
        }
        return min;
    }

    private static float max(float[] values) {
        float max = values[0];
        for (float value : values) {
            max = Math.max(max, value);
        }
        return max;
    }
}

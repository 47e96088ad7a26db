package io.gossamer.codec.array;

import static io.gossamer.codec.array.Arrays32.floats;
import static io.gossamer.codec.array.Arrays32.gradient;
import static io.gossamer.codec.array.Arrays32.of;
import static io.gossamer.codec.array.Arrays32.pass;
import static io.gossamer.codec.array.Arrays32.random;
import static io.gossamer.codec.array.Arrays32.squaredDistance;
import static io.gossamer.codec.array.Arrays32.squaredNorm;
import static io.gossamer.codec.array.Arrays32.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.codec.Codecs;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for all codecs, and what their types promise. */
class CodecTest {
    private static final int[] SIZES = {1, 2, 3, 5, 7, 8, 64, 65, 1000, 4095, 4096, 4097, 12_345};

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f32",
                "f16",
                "bf16",
                "u8",
                "u4",
                "u8(64)",
                "u4(32)",
                "u2",
                "u3(64)",
                "u5(8)",
                "u6",
                "u7(24)",
                "e4m3",
                "e5m2(64)",
                "e2m1(16)",
                "e3m0(16)",
                "fp4",
                "sign",
                "u4(32)+rans",
                "topk(0.01)+f32",
                "topk(0.3)+f16",
                "topk(1)+f16",
                "topk(0.3)+u8",
                "topk(0.1)+sign",
                "topk(0.2)+e4m3",
                "topk(0.2)+natural",
                "topk(0.05)+u4(64,stochastic)",
                "threshold(0.0005)+f16",
                "threshold(1)",
                "dgc(0.1,1)+bf16"
            })
    void contractiveCodecsContract(String spec) throws CorruptMessageException {
        ContractiveCodec codec = (ContractiveCodec) Codecs.parse(spec);
        for (int size : SIZES) {
            for (MemorySegment values : new MemorySegment[] {gradient(size, size), constant(size), worst(size)}) {
                double error = squaredDistance(pass(codec, values, random(0)), values);
                double bound = (1 - codec.delta(size)) * squaredNorm(values);
                assertThat(error).as("%s of %d", spec, size).isLessThanOrEqualTo(bound * (1 + 1e-5) + 1e-30);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "randk(0.1,biased)",
                "randk(0.6,biased)+u4",
                "randk(0.2,biased)+natural",
                "topk(0.2)+u8(32,stochastic)",
                "lowrank(1,7)",
                "lowrank(3,20)",
                "lowrank(2,40)+rans",
                "lowrank(9,25)"
            })
    void contractiveCodecsThatDrawContractOnAverage(String spec) throws CorruptMessageException {
        ContractiveCodec codec = (ContractiveCodec) Codecs.parse(spec);
        int size = 197;
        int trials = 400;
        for (MemorySegment values : new MemorySegment[] {gradient(size, 2), constant(size), worst(size)}) {
            double mean = 0;
            double meanSquare = 0;
            for (int trial = 0; trial < trials; trial++) {
                double error = squaredDistance(pass(codec, values, random(trial)), values);
                mean += error / trials;
                meanSquare += error * error / trials;
            }
            double standardError = Math.sqrt(Math.max(0, meanSquare - mean * mean) / trials);
            double bound = (1 - codec.delta(size)) * squaredNorm(values);
            assertThat(mean).as(spec).isLessThanOrEqualTo(bound + 4 * standardError + 1e-9 * squaredNorm(values));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f32",
                "u8(stochastic)",
                "u4(stochastic)",
                "u4(64,stochastic)",
                "u2(8,stochastic)",
                "u5(16,stochastic)",
                "natural",
                "qsgd(1,64)",
                "qsgd(15)",
                "ternary",
                "ternary+rans",
                "randk(0.1)",
                "randk(0.7)+rans",
                "randk(0.3)+natural",
                "randk(0.25)+qsgd(7)",
                "randk(0.9)+ternary",
                "sketch(1,50)",
                "sketch(3,20)",
                "sketch(5,64)"
            })
    void unbiasedCodecsAreUnbiasedWithBoundedVariance(String spec) throws CorruptMessageException {
        UnbiasedCodec codec = (UnbiasedCodec) Codecs.parse(spec);
        int size = 200;
        int trials = 2000;
        MemorySegment values = gradient(size, 5);
        float[] x = floats(values);
        double[] sum = new double[size];
        double error = 0;
        double squaredError = 0;
        for (int trial = 0; trial < trials; trial++) {
            MemorySegment decoded = pass(codec, values, random(trial));
            float[] y = floats(decoded);
            for (int i = 0; i < size; i++) {
                sum[i] += y[i];
            }
            double distance = squaredDistance(decoded, values);
            error += distance / trials;
            squaredError += distance * distance / trials;
        }
        // Of a bound that is met with equality the mean of trials strays by its standard error.
        double standardError = Math.sqrt(Math.max(0, squaredError - error * error) / trials);
        assertThat(error)
                .as("variance")
                .isLessThanOrEqualTo(codec.omega(size) * squaredNorm(values) + 4 * standardError + 1e-12);
        double biasSquared = IntStream.range(0, size)
                .mapToDouble(i -> Math.pow(sum[i] / trials - x[i], 2))
                .sum();
        // The mean of independent trials has a trials-th of the variance; a bias would show above it.
        assertThat(biasSquared).as("bias").isLessThanOrEqualTo(1.5 * error / trials + 1e-12);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f32",
                "f16",
                "bf16",
                "u8",
                "u4",
                "u8(64)",
                "sign",
                "sign(rms)",
                "sign(0.01)",
                "ternary",
                "u4(stochastic)",
                "u8(32,stochastic)",
                "u3(8)",
                "e4m3",
                "e3m0(2)",
                "fp4",
                "natural",
                "qsgd(1)",
                "qsgd(15,100)",
                "f32+rans",
                "sign+rans(adaptive)",
                "topk(0.05)+f16",
                "topk(1)+u8",
                "topk(0.3)+u8(16,stochastic)+rans",
                "threshold(0.001)+sign",
                "randk(0.1)",
                "randk(0.6)+natural",
                "randk(0.1,biased)+f16",
                "sketch(3,50)",
                "lowrank(2,30)"
            })
    void addingIsDecodingThenAddingBitForBit(String spec) throws CorruptMessageException {
        Codec codec = Codecs.parse(spec);
        for (int size : SIZES) {
            MemorySegment values = gradient(size, size);
            MemorySegment sum = gradient(size, size + 1);
            float[] before = floats(sum);
            float[] decoded = floats(pass(codec, values, random(1)));
            try (ByteWriter out = new ByteWriter()) {
                codec.encode(values, random(1), out);
                ByteReader in = new ByteReader(out.written());
                codec.decodeAdd(in, 0.3f, sum);
                in.requireEnd();
            }
            for (int i = 0; i < size; i++) {
                float product = decoded[i] * 0.3f;
                assertThat(sum.getAtIndex(ValueLayout.JAVA_FLOAT, i)).isEqualTo(before[i] + product);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f32",
                "f16",
                "bf16",
                "u8",
                "u4",
                "u4(stochastic)",
                "fp4",
                "sign",
                "ternary",
                "topk(0.001)+f16",
                "topk(0.2)+f32",
                "dgc(0.001)+f16",
                "dgc(0.1,0.2,adapt)+f32",
                "topk(0.01)+u8",
                "threshold(0.1)+natural",
                "threshold(0.00001)+f32",
                "randk(1)",
                "randk(1,biased)+sign",
                "sketch(3,100)",
                "lowrank(1,100)"
            })
    void nonFiniteValuesAreReportedWithTheirPlace(String spec) {
        Codec codec = Codecs.parse(spec);
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            MemorySegment values = gradient(20_000, 1);
            values.setAtIndex(ValueLayout.JAVA_FLOAT, 17_321, bad);
            try (ByteWriter out = new ByteWriter()) {
                assertThatThrownBy(() -> codec.encode(values, random(0), out))
                        .isInstanceOfSatisfying(NonFiniteValueException.class, e -> {
                            assertThat(e.index()).isEqualTo(17_321);
                            assertThat(e.in("conv1.weight")).hasMessageContaining("conv1.weight holds " + bad);
                        });
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f32",
                "f16",
                "bf16",
                "u8",
                "u4",
                "u4(stochastic)",
                "fp4",
                "sign",
                "ternary",
                "topk(0.1)+f16",
                "dgc(0.1)+f16",
                "topk(1)+natural",
                "threshold(0.1)+u8",
                "randk(0.5)",
                "randk(0.5,biased)+u4",
                "sketch(5,7)",
                "lowrank(2,2)"
            })
    void zerosStayZerosAndEmptyArraysPass(String spec) throws CorruptMessageException {
        Codec codec = Codecs.parse(spec);
        for (float value : floats(pass(codec, of(0, 0, 0), random(0)))) {
            assertThat(value).isZero();
        }
        assertThat(pass(codec, of(), random(0)).byteSize()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sign",
                "topk(0.01)+f32",
                "topk(0.1)+u8",
                "topk(1)+sign",
                "topk(0.01)+u4(64,stochastic)",
                "dgc(0.01)+f16",
                "threshold(0.002)+bf16"
            })
    void errorFeedbackInOnePassIsThatInSeveral(String spec) throws CorruptMessageException {
        Codec codec = Codecs.parse(spec);
        for (int size : new int[] {1, 65, 4097, 12_345, 50_000}) {
            MemorySegment gradient = gradient(size, 1);
            MemorySegment residual = gradient(size, 2);
            float[] sum = floats(residual);
            float[] g = floats(gradient);
            for (int i = 0; i < size; i++) {
                sum[i] += g[i];
            }
            try (ByteWriter expected = new ByteWriter();
                    ByteWriter actual = new ByteWriter()) {
                codec.encode(of(sum), random(3), expected);
                ((CompensatingCodec) codec).encodeCompensated(gradient, residual, random(3), actual);
                assertThat(actual.written().mismatch(expected.written())).isEqualTo(-1);
                MemorySegment seen = zeros(size);
                codec.decode(new ByteReader(actual.written()), seen);
                float[] left = floats(residual);
                for (int i = 0; i < size; i++) {
                    float sent = seen.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                    assertThat(left[i]).isEqualTo(sum[i] - sent);
                }
            }
        }
    }

    @Test
    void float32KeepsEveryBit() throws CorruptMessageException {
        MemorySegment values = of(0, -0f, Float.MIN_VALUE, -Float.MAX_VALUE, 1, (float) Math.PI);
        assertThat(pass(new Float32Codec(), values, random(0)).mismatch(values)).isEqualTo(-1);
        MemorySegment many = gradient(10_000, 3);
        assertThat(pass(new Float32Codec(), many, random(0)).mismatch(many)).isEqualTo(-1);
    }

    /** The exact check of sheet 06. */
    @Test
    void float4RoundsToTheNearestOfSixteenCodes() throws CorruptMessageException {
        MemorySegment values = of(0.8f, -0.5f, 0.31f, 0.1f, -0.02f, 0.005f, -0.8f, 0);
        assertThat(floats(pass(new Float4Codec(), values, random(0))))
                .containsExactly(new float[] {0.8f, -0.4f, 0.4f, 0.1f, -0.025f, 0, -0.8f, 0}, within(1e-7f));
        // All codes, and what is as near to two of them goes to the smaller.
        MemorySegment all = of(16, 8, 4, 2, 1, 0.5f, 0.25f, 0, -0.25f, -0.5f, -1, -2, -4, -8, -16);
        assertThat(pass(new Float4Codec(), all, random(0)).mismatch(all)).isEqualTo(-1);
        assertThat(floats(pass(new Float4Codec(), of(16, 12, 6, 3, 1.5f, 0.75f, 0.375f, -0.125f), random(0))))
                .containsExactly(16, 8, 4, 2, 1, 0.5f, 0.25f, 0);
        assertThat(new Float4Codec().maxEncodedBytes(9)).isEqualTo(9);
    }

    /** The codes 0 to 15 on a scale of 1. The ninth of them is minus zero, which is read but never written. */
    @Test
    void allCodesOfFloat4AreReadAndAllButMinusZeroWritten() throws CorruptMessageException {
        byte[] scaleOfOne = {0, 0, (byte) 0x80, 0x3F};
        byte[] codes = {0x10, 0x32, 0x54, 0x76, (byte) 0x98, (byte) 0xBA, (byte) 0xDC, (byte) 0xFE};
        byte[] coded = Arrays.copyOf(scaleOfOne, 12);
        System.arraycopy(codes, 0, coded, 4, 8);
        MemorySegment decoded = of(new float[16]);
        new Float4Codec().decode(new ByteReader(MemorySegment.ofArray(coded)), decoded);
        float[] expected = {0, 0.25f, 0.5f, 1, 2, 4, 8, 16, -0f, -0.25f, -0.5f, -1, -2, -4, -8, -16};
        // Bit for bit: floats would not tell zeros apart.
        assertThat(decoded.mismatch(of(expected))).isEqualTo(-1);
        coded[8] = (byte) 0x90;
        assertThat(encoded(decoded)).containsExactly(coded);
        // So is what is rounded to zero from below.
        assertThat(encoded(of(16, -0f, -0.1f, -Float.MIN_VALUE)))
                .containsExactly(scaleOfOne[0], scaleOfOne[1], scaleOfOne[2], scaleOfOne[3], 7, 0);
    }

    private static byte[] encoded(MemorySegment values) {
        try (ByteWriter out = new ByteWriter()) {
            new Float4Codec().encode(values, random(0), out);
            return out.written().toArray(ValueLayout.JAVA_BYTE);
        }
    }

    @Test
    void float16NeitherOverflowsNorUnderflows() throws CorruptMessageException {
        assertRelativeErrors(of(Float.MAX_VALUE, -1e38f, 3e37f), 0x1p-11f);
        assertRelativeErrors(of(1e-9f, -3e-9f, 7e-10f), 0x1p-11f);
        assertRelativeErrors(of(Float.MIN_NORMAL, 3 * Float.MIN_NORMAL), 0x1p-11f);
        assertRelativeErrors(of(1e6f, 70_000, 1e-1f), 0x1p-11f);
    }

    @Test
    void float16IsThePlainOneWhereThatFits() throws CorruptMessageException {
        MemorySegment values = gradient(5000, 8);
        float[] x = floats(values);
        for (int i = 0; i < x.length; i++) {
            x[i] = 1 + Math.abs(x[i]);
        }
        float[] y = floats(pass(new Float16Codec(), of(x), random(0)));
        for (int i = 0; i < x.length; i++) {
            assertThat(y[i]).isEqualTo(Float.float16ToFloat(Float.floatToFloat16(x[i])));
        }
    }

    @Test
    void signTakesTheMeanMagnitude() throws CorruptMessageException {
        assertThat(floats(pass(new SignCodec(), of(1, -2, 3, -4), random(0))))
                .containsExactly(2.5f, -2.5f, 2.5f, -2.5f);
        assertThat(floats(pass(new SignCodec(), of(0, -2, -0f), random(0)))).containsExactly(2 / 3f, -2 / 3f, 2 / 3f);
        float[] huge = new float[64];
        Arrays.fill(huge, Float.MAX_VALUE);
        assertThat(floats(pass(new SignCodec(), of(huge), random(0)))).containsExactly(huge);
    }

    @Test
    void sizesAreAsAnnounced() {
        assertThat(new Float16Codec().maxEncodedBytes(5000)).isEqualTo(10_002);
        assertThat(new UniformCodec(8).maxEncodedBytes(5000)).isEqualTo(5008);
        assertThat(new UniformCodec(4, 64).maxEncodedBytes(65)).isEqualTo(4 + 32 + 4 + 1);
        assertThat(new SignCodec().maxEncodedBytes(65)).isEqualTo(4 + 9);
        assertThat(new TernaryCodec().maxEncodedBytes(8191)).isEqualTo(4 + 1639);
    }

    @Test
    void impossibleParametersAreRefused() {
        assertThatThrownBy(() -> new UniformCodec(9)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new UniformCodec(8, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StochasticUniformCodec(4, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertRelativeErrors(MemorySegment values, float bound) throws CorruptMessageException {
        float[] x = floats(values);
        float[] y = floats(pass(new Float16Codec(), values, random(0)));
        for (int i = 0; i < x.length; i++) {
            assertThat(y[i] / x[i]).isCloseTo(1, within(bound));
        }
    }

    private static MemorySegment constant(int size) {
        float[] values = new float[size];
        Arrays.fill(values, -0.37f);
        return of(values);
    }

    /** One large value, the others where 4-bit rounding just loses them: the worst case of the uniform codec. */
    private static MemorySegment worst(int size) {
        float[] values = new float[size];
        Arrays.fill(values, 0.0713f);
        values[size / 2] = 1;
        return of(values);
    }
}

package io.gossamer.codec.sparse;

import static io.gossamer.codec.array.Arrays32.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.codec.Codecs;
import io.gossamer.codec.array.Codec;
import io.gossamer.codec.array.Float16Codec;
import io.gossamer.codec.array.Float32Codec;
import io.gossamer.codec.array.NonFiniteValueException;
import io.gossamer.codec.array.TernaryCodec;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.BitSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparseCodecTest {
    private final SparseVector chosen = new SparseVector();
    private final SparseVector decoded = new SparseVector();

    @Property(tries = 200)
    void chosenElementsComeBack(
            @ForAll @IntRange(min = 1, max = 5000) int n,
            @ForAll @IntRange(max = 100) int percent,
            @ForAll("codecsOfValues") Codec values)
            throws CorruptMessageException {
        SparseCodec codec = new SparseCodec(new TopK(1), values);
        choose(n, n * percent / 100);
        try (ByteWriter out = new ByteWriter()) {
            codec.encodeChosen(chosen, n, random(n), out);
            assertThat(out.position()).isLessThanOrEqualTo(codec.maxEncodedBytes(chosen.count(), n));
            ByteReader in = new ByteReader(out.written());
            codec.decodeChosen(in, n, decoded);
            in.requireEnd();
        }
        assertThat(Arrays.copyOf(decoded.indices(), decoded.count()))
                .isEqualTo(Arrays.copyOf(chosen.indices(), chosen.count()));
        assertThat(Arrays.copyOf(decoded.values(), decoded.count()))
                .isEqualTo(Arrays.copyOf(chosen.values(), chosen.count()));
    }

    @Provide
    Arbitrary<Codec> codecsOfValues() {
        return Arbitraries.of("f32", "f16", "bf16", "u8", "u3(16)", "u8(64,stochastic)", "natural", "sign", "e4m3")
                .map(Codecs::parse);
    }

    @Test
    void aValueThatIsNotFiniteIsReportedWithItsPlaceInTheArray() {
        chosen.clear();
        chosen.add(3, 1);
        chosen.add(7, Float.NaN);
        SparseCodec codec = (SparseCodec) Codecs.parse("topk(0.2)+u8");
        try (ByteWriter out = new ByteWriter()) {
            assertThatThrownBy(() -> codec.encodeChosen(chosen, 10, random(0), out))
                    .isInstanceOf(NonFiniteValueException.class)
                    .hasMessage("the array holds NaN at element 7");
        }
    }

    @Test
    void anUnbiasedCodecOfValuesContractsByWhatItsVarianceLeaves() {
        SparseCodec codec = (SparseCodec) Codecs.parse("topk(0.25)+natural");
        assertThat(codec.delta(1000)).isEqualTo(0.25 * 7 / 8);
        assertThatThrownBy(() -> new SparseCodec(new TopK(0.1), new TernaryCodec()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ternary");
    }

    @ParameterizedTest
    @CsvSource({
        "6400,64",
        "48000,64",
        "48000,480",
        "1000000,1000",
        "1000000,10000",
        "10000000,10000",
        "10000000,3000000"
    })
    void uniformlyRandomIndicesCostTheirEntropy(int n, int k) {
        choose(n, k);
        try (ByteWriter out = new ByteWriter()) {
            GapCoding.write(chosen, out);
            double bits = 8.0 * out.position() / k;
            double entropy = entropyOfIndices(n, k);
            // Constant: the parameter's byte and at most 7 bits of padding.
            assertThat(bits).isLessThanOrEqualTo(1.06 * entropy + 15.0 / k);
        }
    }

    @Test
    void theRiceParameterIsTheBest() {
        choose(100_000, 500);
        long best = Long.MAX_VALUE;
        for (int parameter = 0; parameter < 31; parameter++) {
            long bits = 0;
            int previous = -1;
            for (int i = 0; i < chosen.count(); i++) {
                bits += (chosen.indices()[i] - previous - 1 >>> parameter) + 1 + parameter;
                previous = chosen.indices()[i];
            }
            best = Math.min(best, 1 + Math.ceilDiv(bits, 8));
        }
        try (ByteWriter out = new ByteWriter()) {
            GapCoding.write(chosen, out);
            assertThat(out.position()).isEqualTo(best);
        }
    }

    @Test
    void bytesOfASmallMessage() {
        chosen.clear();
        chosen.add(2, 1);
        chosen.add(7, -0.5f);
        try (ByteWriter out = new ByteWriter()) {
            new SparseCodec(new TopK(0.2), new Float16Codec()).encodeChosen(chosen, 10, random(0), out);
            // Two elements; exponent 14; 2^14 and -2^13 as halves; Rice parameter 1; gaps 2 = "01|0", 4 = "001|0".
            byte[] expected = {2, 14, 0x00, 0x74, 0x00, (byte) 0xF0, 1, 0b0010_0010};
            assertThat(out.written().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(expected);
        }
    }

    @Test
    void indicesMustLieWithinTheArray() {
        chosen.clear();
        chosen.add(10, 1);
        try (ByteWriter out = new ByteWriter()) {
            SparseCodec codec = new SparseCodec(new TopK(0.2), new Float32Codec());
            assertThatThrownBy(() -> codec.encodeChosen(chosen, 10, random(0), out))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    private void choose(int n, int k) {
        var random = random(n + 31L * k);
        BitSet set = new BitSet();
        boolean inverted = k > n / 2;
        int wanted = inverted ? n - k : k;
        while (set.cardinality() < wanted) {
            for (int missing = wanted - set.cardinality(); missing > 0; missing--) {
                set.set(random.nextInt(n));
            }
        }
        if (inverted) {
            set.flip(0, n);
        }
        chosen.clear();
        set.stream().forEach(index -> chosen.add(index, (float) random.nextNormal()));
    }

    /** log2 C(n, k) / k. */
    private static double entropyOfIndices(int n, int k) {
        double bits = 0;
        for (int i = 1; i <= k; i++) {
            bits += Math.log((double) (n - k + i) / i) / Math.log(2);
        }
        return bits / k;
    }
}

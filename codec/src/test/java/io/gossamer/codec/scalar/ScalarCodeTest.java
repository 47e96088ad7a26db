package io.gossamer.codec.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.core.failure.GossamerException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

/** The exact checks of sheet 11 that concern the codes. */
class ScalarCodeTest {
    private static double coded(ScalarCode code, double value) {
        return code.decode(code.encode(value));
    }

    @Test
    void theStrictByteIsThatOfTheSheet() {
        assertThat(ScalarCode.BYTE.bits()).isEqualTo(8);
        assertThat(ScalarCode.BYTE.encode(1)).isEqualTo(64);
        assertThat(coded(ScalarCode.BYTE, 1)).isEqualTo(1.0);
        assertThat(ScalarCode.BYTE.encode(0)).isZero();
        assertThat(ScalarCode.BYTE.encode(-0.0)).isZero();
        assertThat(ScalarCode.BYTE.encode(-0.5)).isEqualTo(128 + 58);
        assertThat(coded(ScalarCode.BYTE, -0.5)).isEqualTo(-StrictMath.exp(-0.75));
        assertThat(coded(ScalarCode.BYTE, -0.5)).isCloseTo(-0.47236655, within(5e-9));
        assertThat(coded(ScalarCode.BYTE, 1e-12)).isCloseTo(3.80e-4, within(5e-7));
        assertThat(coded(ScalarCode.BYTE, 1e12))
                .isEqualTo(ScalarCode.BYTE.largest())
                .isCloseTo(2630.7, within(0.05));
    }

    /** The whole table: 0x00 is zero, 0x80 is "skip", and the others rise by one eighth of an e-fold. */
    @Test
    void everyByteIsTheCodeOfWhatItMeans() {
        for (int code = 0; code < 256; code++) {
            double value = ScalarCode.BYTE.decode(code);
            assertThat(ScalarCode.BYTE.encode(value)).as("byte %d", code).isEqualTo(code);
            int u = code & 127;
            double magnitude = u == 0 ? 0 : StrictMath.exp((u - 64) / 8.0);
            if (code == 128) {
                assertThat(ScalarCode.isSkip(value)).isTrue();
            } else {
                assertThat(value).as("byte %d", code).isEqualTo(code < 128 ? magnitude : -magnitude);
            }
        }
    }

    @Test
    void nineBitsAreThoseOfTheOfficialCode() {
        assertThat(ScalarCode.NINE_BIT.bits()).isEqualTo(9);
        assertThat(ScalarCode.NINE_BIT.encode(0.5)).isEqualTo(128 - 11);
        assertThat(ScalarCode.NINE_BIT.encode(-3.7)).isEqualTo(256 + 128 + 21);
        assertThat(coded(ScalarCode.NINE_BIT, 0.5)).isCloseTo(0.50283158, within(5e-9));
        assertThat(coded(ScalarCode.NINE_BIT, -3.7)).isCloseTo(-3.71545074, within(5e-9));
        // The sheet prints 0.00035710811 here: a slip of one digit, since e^(-127/16) is one over 2800.35087.
        assertThat(coded(ScalarCode.NINE_BIT, 1e-5)).isCloseTo(1 / 2800.35087, within(5e-12));
        assertThat(coded(ScalarCode.NINE_BIT, 5000)).isCloseTo(2800.35087, within(5e-6));
        assertThat(coded(ScalarCode.NINE_BIT, 0)).isZero();
        for (int code = 0; code < 512; code++) {
            assertThat(ScalarCode.NINE_BIT.encode(ScalarCode.NINE_BIT.decode(code)))
                    .isEqualTo(code);
        }
    }

    @Property
    void logarithmicCodesAreOffByHalfAStepAtMost(@ForAll @DoubleRange(min = -7.8, max = 7.8) double logarithm) {
        double value = StrictMath.exp(logarithm);
        assertThat(Math.abs(StrictMath.log(coded(ScalarCode.BYTE, value) / value)))
                .isLessThanOrEqualTo(1 / 16.0 + 1e-12);
        assertThat(Math.abs(StrictMath.log(coded(ScalarCode.NINE_BIT, value) / value)))
                .isLessThanOrEqualTo(1 / 32.0 + 1e-12);
        assertThat(coded(ScalarCode.BYTE, -value)).isEqualTo(-coded(ScalarCode.BYTE, value));
    }

    @Property
    void nothingThatIsHeardExceedsTheBound(@ForAll int bits) {
        for (ScalarCode code : ScalarCode.all().values()) {
            double value = code.decode(bits);
            assertThat(ScalarCode.isSkip(value) || Math.abs(value) <= code.largest())
                    .as(code.toString())
                    .isTrue();
        }
    }

    @Test
    void whatIsNotFiniteIsLeftOut() {
        for (double lost : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            assertThat(coded(ScalarCode.BYTE, lost)).isNaN();
            assertThat(coded(ScalarCode.NINE_BIT, lost)).isNaN();
            assertThat(coded(ScalarCode.FLOAT, lost)).isNaN();
            assertThatThrownBy(() -> ScalarCode.SIGN.encode(lost)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void floatsAreExactAndBoundedAndSignsAreOnes() {
        assertThat(coded(ScalarCode.FLOAT, 0.1f)).isEqualTo(0.1f);
        assertThat(coded(ScalarCode.FLOAT, -1e30)).isEqualTo(-ScalarCode.FLOAT.largest());
        assertThat(ScalarCode.FLOAT.decode(Float.floatToIntBits(Float.MAX_VALUE)))
                .isEqualTo(ScalarCode.FLOAT.largest());
        assertThat(coded(ScalarCode.SIGN, -1e-9)).isEqualTo(-1);
        assertThat(coded(ScalarCode.SIGN, 7)).isEqualTo(1);
        assertThat(coded(ScalarCode.SIGN, 0)).isEqualTo(1);
    }

    @Test
    void scalarsStandWithoutGaps() throws CorruptMessageException {
        double[] said = {1, -0.5, 0, Double.NaN, 2000};
        for (ScalarCode code : new ScalarCode[] {ScalarCode.BYTE, ScalarCode.NINE_BIT, ScalarCode.FLOAT}) {
            try (ByteWriter out = new ByteWriter()) {
                ScalarPacking.write(code, said, out);
                assertThat(out.position()).isEqualTo(ScalarPacking.bytes(code, said.length));
                double[] heard = new double[said.length];
                ByteReader in = new ByteReader(out.written());
                ScalarPacking.read(code, in, heard);
                in.requireEnd();
                for (int i = 0; i < said.length; i++) {
                    assertThat(Double.valueOf(heard[i])).isEqualTo(Double.valueOf(coded(code, said[i])));
                }
            }
        }
        assertThat(ScalarPacking.bytes(ScalarCode.BYTE, 30)).isEqualTo(30);
        assertThat(ScalarPacking.bytes(ScalarCode.NINE_BIT, 30)).isEqualTo(34);
        assertThat(ScalarPacking.bytes(ScalarCode.SIGN, 30)).isEqualTo(4);
    }

    @Test
    void bytesAreTheCodesThemselvesAndNineBitsFollowTheLayout() {
        try (ByteWriter out = new ByteWriter()) {
            ScalarPacking.write(ScalarCode.BYTE, new double[] {1, -0.5}, out);
            assertThat(out.written().toArray(ValueLayout.JAVA_BYTE)).containsExactly(64, (byte) (128 + 58));
            out.clear();
            // 117 and 405 as nine bits each, low ones first: 117 | 405 << 9.
            ScalarPacking.write(ScalarCode.NINE_BIT, new double[] {0.5, -3.7}, out);
            assertThat(out.written().toArray(ValueLayout.JAVA_BYTE)).containsExactly(0x75, 0x2A, 0x03);
        }
    }

    @Test
    void brokenPaddingAndMissingBytesAreRefused() {
        MemorySegment one = MemorySegment.ofArray(new byte[] {(byte) 0x80});
        assertThatThrownBy(() -> ScalarPacking.read(ScalarCode.SIGN, new ByteReader(one), new double[3]))
                .isInstanceOf(CorruptMessageException.class);
        assertThatThrownBy(() -> ScalarPacking.read(ScalarCode.BYTE, new ByteReader(one), new double[2]))
                .isInstanceOf(CorruptMessageException.class);
    }

    @Test
    void codesAreFoundByName() {
        ScalarCode.all()
                .forEach((name, code) -> assertThat(ScalarCode.named(name)).isSameAs(code));
        assertThatThrownBy(() -> ScalarCode.named("bit"))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("'bit'");
    }
}

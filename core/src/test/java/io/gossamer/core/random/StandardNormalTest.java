package io.gossamer.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class StandardNormalTest {
    /** The word whose magnitude is {@code m}: the upper tail probability of its value is (m + 1/2) / 2^32. */
    private static double value(int m) {
        return StandardNormal.ofWord(m);
    }

    @Test
    void inverseIsAccurateFromTheCentreToTheLastStep() {
        double worst = 0;
        for (int exponent = 0; exponent < 31; exponent++) {
            for (int j = 0; j < 2000; j++) {
                int m = (int) Math.min(Integer.MAX_VALUE, (1L << exponent) + ((long) j << exponent) / 2000);
                worst = Math.max(worst, relativeError(m));
            }
        }
        for (int m = 0; m < 2000; m++) {
            worst = Math.max(worst, relativeError(m));
        }
        assertThat(worst).isLessThan(3.5e-7);
    }

    /**
     * One Newton step from the value towards the exact quantile tells how far off the value is. Near the centre the
     * tail probability is taken as its distance from one half, to keep its digits.
     */
    private static double relativeError(int m) {
        double z = value(m);
        double density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
        double offset =
                z < 2 ? centralMass(z) - (0x1p31 - m - 0.5) * 0x1p-32 : (m + 0.5) * 0x1p-32 - Distances.upperTail(z);
        return Math.abs(offset / density / z);
    }

    private static double centralMass(double z) {
        double term = z;
        double sum = z;
        for (int k = 1; k < 60; k++) {
            term *= z * z / (2 * k + 1);
            sum += term;
        }
        return sum * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    }

    @Test
    void theSignBitMirrors() {
        for (int m = 0; m >= 0 && m < Integer.MAX_VALUE - 100_003; m += 100_003) {
            assertThat(StandardNormal.ofWord(m | 0x80000000)).isEqualTo(-StandardNormal.ofWord(m));
        }
    }

    @Test
    void extremesAreFinite() {
        assertThat(value(0)).isCloseTo(6.3379575, within(3e-6));
        assertThat(value(Integer.MAX_VALUE)).isPositive().isLessThan(1e-9);
    }

    /** Larger words stand for smaller values; neighbours may swap by rounding, but never by more than two ulps. */
    @Test
    void valuesFallAsTheWordGrows() {
        for (int start = 0; start < Integer.MAX_VALUE - 2_000_000; start += 1_000_003) {
            float before = StandardNormal.ofWord(start);
            float after = StandardNormal.ofWord(start + 64);
            assertThat(after).isLessThanOrEqualTo(before + 6 * Math.ulp(before));
        }
    }

    @Test
    void drawsAreNormal() {
        RandomStream stream = RandomStream.of(11, Purpose.TEST, 0, 0, 0);
        int n = 1_000_000;
        double[] draws = new double[n];
        double[] moments = new double[5];
        int beyondThree = 0;
        for (int i = 0; i < n; i++) {
            double z = stream.nextNormal();
            draws[i] = z;
            for (int k = 1; k <= 4; k++) {
                moments[k] += Math.pow(z, k) / n;
            }
            beyondThree += Math.abs(z) > 3 ? 1 : 0;
        }
        Arrays.sort(draws);
        // Four standard errors each: 1, sqrt(2), sqrt(15), sqrt(96) over sqrt(n).
        assertThat(moments[1]).isCloseTo(0, within(0.004));
        assertThat(moments[2]).isCloseTo(1, within(0.0057));
        assertThat(moments[3]).isCloseTo(0, within(0.0155));
        assertThat(moments[4]).isCloseTo(3, within(0.0392));
        assertThat(Distances.kolmogorovSmirnov(draws, z -> 1 - Distances.upperTail(z)))
                .isLessThan(1.95 / Math.sqrt(n));
        assertThat(beyondThree / (double) n).isCloseTo(2 * Distances.upperTail(3), within(0.0002));
    }

    @Test
    void successiveDrawsAreUncorrelated() {
        RandomStream stream = RandomStream.of(12, Purpose.TEST, 0, 0, 0);
        int n = 400_000;
        double previous = stream.nextNormal();
        double product = 0;
        for (int i = 0; i < n; i++) {
            double z = stream.nextNormal();
            product += z * previous / n;
            previous = z;
        }
        assertThat(product).isCloseTo(0, within(4 / Math.sqrt(n)));
    }
}

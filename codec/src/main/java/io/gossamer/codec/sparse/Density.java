package io.gossamer.codec.sparse;

import java.math.BigDecimal;

/** Shares of an array. */
final class Density {
    private Density() {}

    /** {@code ceil(density * length)} with the density taken as the decimal it prints as: 0.07 of 100 are 7, not 8. */
    static int share(double density, long length) {
        double product = density * length;
        return Math.toIntExact(Math.min(length, (long) Math.ceil(product - product * 0x1p-51)));
    }

    static double require(String what, double density) {
        if (!(density > 0 && density <= 1)) {
            throw new IllegalArgumentException(what + " of " + density + ": it must be above 0 and at most 1");
        }
        return density;
    }

    /** The shortest plain decimal that reads as the same double: 0.001, not 1.0E-3. */
    static String print(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}

package io.gossamer.net.reduction;

import java.util.Locale;

/** How two elements become one. All are commutative, bit for bit, but for which NaN results from two. */
public enum Operator {
    SUM,
    /** A sum, divided at its end by how many contributed. */
    AVG,
    /** Of floating point numbers: NaN if one is NaN; -0 is less than 0. */
    MIN,
    /** Likewise. */
    MAX,
    PROD;

    float apply(float left, float right) {
        return switch (this) {
            case SUM, AVG -> left + right;
            case MIN -> Math.min(left, right);
            case MAX -> Math.max(left, right);
            case PROD -> left * right;
        };
    }

    double apply(double left, double right) {
        return switch (this) {
            case SUM, AVG -> left + right;
            case MIN -> Math.min(left, right);
            case MAX -> Math.max(left, right);
            case PROD -> left * right;
        };
    }

    int apply(int left, int right) {
        return switch (this) {
            case SUM, AVG -> left + right;
            case MIN -> Math.min(left, right);
            case MAX -> Math.max(left, right);
            case PROD -> left * right;
        };
    }

    long apply(long left, long right) {
        return switch (this) {
            case SUM, AVG -> left + right;
            case MIN -> Math.min(left, right);
            case MAX -> Math.max(left, right);
            case PROD -> left * right;
        };
    }

    /** Its name as a person reads it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}

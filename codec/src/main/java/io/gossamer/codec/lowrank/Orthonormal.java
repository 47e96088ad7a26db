package io.gossamer.codec.lowrank;

import io.gossamer.codec.bits.LittleEndian;
import java.lang.foreign.MemorySegment;

/**
 * Makes the columns of a thin matrix (row by row, float32) orthonormal, by the Cholesky factor of its Gram matrix in
 * float64, twice. Columns that depend on those before them become zero. Source: Yamamoto, Nakatsukasa, Yanagisawa, Fukaya,
 * "Roundoff error analysis of the CholeskyQR2 algorithm", ETNA 44, 2015.
 */
final class Orthonormal {
    /** What is left of a column that depends on others is rounding: this much of its squared norm, at float32. */
    private static final double DEPENDENT = 1e-10;

    private Orthonormal() {}

    static void columns(MemorySegment p, int rows, int rank) {
        once(p, rows, rank);
        once(p, rows, rank);
    }

    private static void once(MemorySegment p, int rows, int rank) {
        double[][] upper = cholesky(gram(p, rows, rank));
        double[] row = new double[rank];
        for (int i = 0; i < rows; i++) {
            long at = (long) i * rank * Float.BYTES;
            for (int j = 0; j < rank; j++) {
                double value = p.get(LittleEndian.FLOAT, at + 4L * j);
                for (int k = 0; k < j; k++) {
                    value -= upper[k][j] * row[k];
                }
                row[j] = upper[j][j] == 0 ? 0 : value / upper[j][j];
                p.set(LittleEndian.FLOAT, at + 4L * j, (float) row[j]);
            }
        }
    }

    private static double[][] gram(MemorySegment p, int rows, int rank) {
        double[][] gram = new double[rank][rank];
        for (int i = 0; i < rows; i++) {
            long at = (long) i * rank * Float.BYTES;
            for (int j = 0; j < rank; j++) {
                double value = p.get(LittleEndian.FLOAT, at + 4L * j);
                for (int k = 0; k <= j; k++) {
                    gram[k][j] += value * p.get(LittleEndian.FLOAT, at + 4L * k);
                }
            }
        }
        return gram;
    }

    /** Upper triangular R with transposed R times R the Gram matrix; rows of dependent columns are zero. */
    private static double[][] cholesky(double[][] gram) {
        int rank = gram.length;
        double[][] upper = new double[rank][rank];
        for (int j = 0; j < rank; j++) {
            double left = gram[j][j];
            for (int k = 0; k < j; k++) {
                left -= upper[k][j] * upper[k][j];
            }
            if (left <= DEPENDENT * gram[j][j]) {
                continue;
            }
            upper[j][j] = Math.sqrt(left);
            for (int i = j + 1; i < rank; i++) {
                double sum = gram[j][i];
                for (int k = 0; k < j; k++) {
                    sum -= upper[k][j] * upper[k][i];
                }
                upper[j][i] = sum / upper[j][j];
            }
        }
        return upper;
    }
}

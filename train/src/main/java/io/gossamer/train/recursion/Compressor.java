package io.gossamer.train.recursion;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;

/**
 * What becomes of a vector on its way: a pure function of the vector, the node that sends it and the step. Contractive
 * ones obey E|C(v) - v|^2 <= (1 - delta) |v|^2, unbiased ones E Q(v) = v and E|Q(v) - v|^2 <= omega |v|^2.
 */
public sealed interface Compressor {
    /**
     * A new array with what arrives of {@code v}.
     *
     * @param node who sends; random compressors draw independently for each
     */
    double[] compress(double[] v, int node, long step);

    /** Bytes of one message; values are float32. */
    int bytes(int dimension);

    /** Everything arrives. */
    record Identity() implements Compressor {
        @Override
        public double[] compress(double[] v, int node, long step) {
            return v.clone();
        }

        @Override
        public int bytes(int dimension) {
            return Float.BYTES * dimension;
        }
    }

    /** The k elements of largest magnitude, of equal ones those of lowest index. Contractive with delta = k/d. */
    record TopK(int k) implements Compressor {
        @Override
        public double[] compress(double[] v, int node, long step) {
            double[] kept = new double[v.length];
            boolean[] taken = new boolean[v.length];
            for (int i = 0; i < k; i++) {
                int best = largest(v, taken);
                taken[best] = true;
                kept[best] = v[best];
            }
            return kept;
        }

        private static int largest(double[] v, boolean[] taken) {
            int best = -1;
            for (int j = 0; j < v.length; j++) {
                if (!taken[j] && (best < 0 || Math.abs(v[j]) > Math.abs(v[best]))) {
                    best = j;
                }
            }
            return best;
        }

        @Override
        public int bytes(int dimension) {
            return (Float.BYTES + Integer.BYTES) * k;
        }
    }

    /**
     * k elements at random places, which the receiver redraws from a seed. Scaled by d/k it is unbiased with omega = d/k -
     * 1; unscaled it is contractive with delta = k/d.
     *
     * @param shared whether all nodes take the same places ("shared mask")
     */
    record RandK(int k, boolean scaled, boolean shared, long seed) implements Compressor {
        @Override
        public double[] compress(double[] v, int node, long step) {
            int[] places = RandomStream.of(seed, Purpose.CODEC, shared ? -1 : node, step, 0)
                    .permutation(v.length);
            double factor = scaled ? (double) v.length / k : 1;
            double[] kept = new double[v.length];
            for (int i = 0; i < k; i++) {
                kept[places[i]] = factor * v[places[i]];
            }
            return kept;
        }

        @Override
        public int bytes(int dimension) {
            return Float.BYTES * k + Long.BYTES;
        }
    }

    /** Signs times the mean magnitude; zero counts as positive. Contractive with delta = |v|_1^2 / (d |v|_2^2). */
    record ScaledSign() implements Compressor {
        @Override
        public double[] compress(double[] v, int node, long step) {
            double magnitudes = 0;
            for (double value : v) {
                magnitudes += Math.abs(value);
            }
            double scale = magnitudes / v.length;
            double[] signs = new double[v.length];
            for (int j = 0; j < v.length; j++) {
                signs[j] = v[j] >= 0 ? scale : -scale;
            }
            return signs;
        }

        @Override
        public int bytes(int dimension) {
            return Float.BYTES + Math.ceilDiv(dimension, Byte.SIZE);
        }
    }

    /**
     * QSGD: magnitudes in units of |v|_2, rounded at random to a neighbouring multiple of 1/s. Unbiased with omega =
     * min(d/s^2, sqrt(d)/s). Source: Alistarh, Grubic, Li, Tomioka and Vojnovic, "QSGD", NeurIPS 2017, section 3.1.
     *
     * @param levels s
     */
    record StochasticLevels(int levels, long seed) implements Compressor {
        @Override
        public double[] compress(double[] v, int node, long step) {
            RandomStream draw = RandomStream.of(seed, Purpose.CODEC, node, step, 1);
            double norm = Vectors.norm(v);
            double[] rounded = new double[v.length];
            if (norm == 0) {
                return rounded;
            }
            for (int j = 0; j < v.length; j++) {
                double level = Math.floor(levels * Math.abs(v[j]) / norm + draw.nextDouble());
                rounded[j] = Math.copySign(norm * level / levels, v[j]);
            }
            return rounded;
        }

        @Override
        public int bytes(int dimension) {
            int bits = Integer.SIZE - Integer.numberOfLeadingZeros(2 * levels);
            return Float.BYTES + Math.ceilDiv(bits * dimension, Byte.SIZE);
        }
    }
}

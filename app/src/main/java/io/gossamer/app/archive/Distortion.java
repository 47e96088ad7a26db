package io.gossamer.app.archive;

import static io.gossamer.codec.bits.LittleEndian.FLOAT;

import java.lang.foreign.MemorySegment;

/**
 * How far decoded values are from the original ones.
 *
 * @param squaredError sum of (x - y)^2
 * @param squaredNorm sum of x^2
 * @param largestError largest |x - y|
 */
record Distortion(double squaredError, double squaredNorm, double largestError) {
    static final Distortion NONE = new Distortion(0, 0, 0);

    /** @param original finite float32 values x; {@code decoded} as many y */
    static Distortion between(MemorySegment original, MemorySegment decoded) {
        double error = 0;
        double norm = 0;
        double largest = 0;
        for (long at = 0; at < original.byteSize(); at += Float.BYTES) {
            double x = original.get(FLOAT, at);
            double difference = x - decoded.get(FLOAT, at);
            error += difference * difference;
            norm += x * x;
            largest = Math.max(largest, Math.abs(difference));
        }
        return new Distortion(error, norm, largest);
    }

    /** Of two arrays together. */
    Distortion and(Distortion other) {
        return new Distortion(
                squaredError + other.squaredError,
                squaredNorm + other.squaredNorm,
                Math.max(largestError, other.largestError));
    }

    /** |x - y| / |x|; 0 where both are, null where zeros became something else. */
    Double relativeError() {
        if (squaredError == 0) {
            return 0.0;
        }
        return squaredNorm == 0 ? null : Double.valueOf(Math.sqrt(squaredError / squaredNorm));
    }
}

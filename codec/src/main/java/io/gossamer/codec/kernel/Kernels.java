package io.gossamer.codec.kernel;

import io.gossamer.core.kernel.VectorSupport;
import java.nio.ByteOrder;

/**
 * Picks the kernels once, when the first codec is loaded: the Vector API's where the JVM was started with
 * {@code --add-modules jdk.incubator.vector} on a processor with vectors of 256 bits or more, else plain Java.
 */
public final class Kernels {
    private static final boolean VECTORS = vectors();
    private static final ArrayKernels CHOSEN = VECTORS ? new VectorKernels() : new ScalarKernels();
    private static final MatrixKernels CHOSEN_FOR_MATRICES =
            VECTORS ? new VectorMatrixKernels() : new ScalarMatrixKernels();

    private static final RoundingKernels CHOSEN_FOR_ROUNDING =
            VECTORS ? new VectorRoundingKernels() : new ScalarRoundingKernels();

    private static final AffineKernels CHOSEN_FOR_LEVELS =
            VECTORS ? new VectorAffineKernels() : new ScalarAffineKernels();

    private Kernels() {}

    /** The fastest kernels that this process can run. */
    public static ArrayKernels chosen() {
        return CHOSEN;
    }

    /** The fastest matrix products that this process can run. */
    public static MatrixKernels matrices() {
        return CHOSEN_FOR_MATRICES;
    }

    /** The fastest rounding at random that this process can run. */
    public static RoundingKernels rounding() {
        return CHOSEN_FOR_ROUNDING;
    }

    /** The fastest evenly spaced levels that this process can make. */
    public static AffineKernels affine() {
        return CHOSEN_FOR_LEVELS;
    }

    /** Plain Java: the reference. */
    public static AffineKernels scalarAffine() {
        return new ScalarAffineKernels();
    }

    /** Plain Java: the reference. */
    public static RoundingKernels scalarRounding() {
        return new ScalarRoundingKernels();
    }

    /** Plain Java: the reference. */
    public static ArrayKernels scalar() {
        return new ScalarKernels();
    }

    /** Plain Java: the reference. */
    public static MatrixKernels scalarMatrices() {
        return new ScalarMatrixKernels();
    }

    private static boolean vectors() {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new UnsupportedOperationException("Gossamer's array kernels need a little-endian processor");
        }
        return VectorSupport.available() && VectorKernels.wideEnough();
    }
}

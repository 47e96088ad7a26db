package io.gossamer.core.kernel;

/**
 * Whether vectorised kernels can run. The incubator module has to be asked for on the command line, so every such
 * kernel stands beside a scalar reference with the same results, and the choice is made once per process:
 *
 * <pre>{@code
 * private static final Kernel KERNEL = VectorSupport.available() ? new VectorKernel() : new ScalarKernel();
 * }</pre>
 *
 * A class that mentions a type of {@code jdk.incubator.vector} may be touched only behind this test, and shows no such
 * type in its signatures: without the module, loading it fails.
 */
public final class VectorSupport {
    private static final String MODULE = "jdk.incubator.vector";
    private static final String KERNELS = "gossamer.kernels";
    private static final String SCALAR = "scalar";
    private static final boolean AVAILABLE = detect();

    private VectorSupport() {}

    /**
     * Whether the module is there. The first call of a process without it logs one warning, unless the system property
     * {@code gossamer.kernels} is {@code scalar}, which asks for scalar kernels in any case.
     */
    public static boolean available() {
        return AVAILABLE;
    }

    private static boolean detect() {
        if (SCALAR.equals(System.getProperty(KERNELS))) {
            return false;
        }
        boolean found = ModuleLayer.boot().findModule(MODULE).isPresent();
        if (!found) {
            System.getLogger(VectorSupport.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "Vector kernels are off, scalar ones run instead: slower, same results. "
                                    + "Start java with --add-modules=" + MODULE + " to turn them on.");
        }
        return found;
    }
}

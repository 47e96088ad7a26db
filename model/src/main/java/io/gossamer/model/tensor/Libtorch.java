package io.gossamer.model.tensor;

import io.gossamer.core.failure.GossamerException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.bytedeco.pytorch.global.torch;

/**
 * Starts libtorch, once per process and before anything else touches it.
 *
 * <p>Two thread pools must be tamed while the library loads, since both read the environment only then: libgomp spins
 * between parallel regions unless {@code OMP_WAIT_POLICY=passive}, and the bundled OpenBLAS keeps a spinning pool of its
 * own, deaf to {@code set_num_threads}, unless {@code OPENBLAS_NUM_THREADS} says otherwise. What the environment does not
 * set, {@link #start} sets.
 */
public final class Libtorch {
    private Libtorch() {}

    /**
     * Loads libtorch if it is not loaded and sets the threads that one operation may use. Results are reproducible for
     * one number of threads, not across different ones.
     *
     * @param threads of one operation, at least 1
     * @throws GossamerException if the native library cannot be loaded
     */
    public static void start(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads " + threads);
        }
        setIfAbsent("OMP_WAIT_POLICY", "passive");
        setIfAbsent("OPENBLAS_NUM_THREADS", Integer.toString(threads));
        try {
            torch.set_num_threads(threads);
        } catch (LinkageError e) {
            throw new GossamerException(
                    "libtorch does not load on this machine: " + e.getMessage(),
                    "Use a 64-bit platform for which this build carries the native library, and check that the cache"
                            + " folder of JavaCPP (~/.javacpp, or -Dorg.bytedeco.javacpp.cachedir) is writable.",
                    e);
        }
    }

    /**
     * What a failed native call says, without the C++ stack that libtorch appends.
     *
     * @return one line
     */
    public static String reason(RuntimeException nativeFailure) {
        String message = String.valueOf(nativeFailure.getMessage()).strip();
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    private static void setIfAbsent(String name, String value) {
        if (System.getenv(name) == null) {
            setEnvironment(name, value);
        }
    }

    // The JVM's own copy of the environment is read-only, and native code would not see it anyway.
    private static void setEnvironment(String name, String value) {
        Linker linker = Linker.nativeLinker();
        MethodHandle setenv = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("setenv"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment nativeName = arena.allocateFrom(name);
            MemorySegment nativeValue = arena.allocateFrom(value);
            int status = (int) setenv.invokeExact(nativeName, nativeValue, 0);
            if (status != 0) {
                throw new IllegalStateException("setenv " + name + " failed");
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("setenv " + name, e);
        }
    }
}

package io.gossamer.app.doctor;

import com.sun.management.OperatingSystemMXBean;
import io.gossamer.app.console.Quantity;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Examines this machine: one finding for each thing that training leans on. */
public final class Doctor {
    private static final int JAVA_VERSION = 25;
    private static final long COMFORTABLE_MEMORY = 4L << 30;
    private static final long COMFORTABLE_DISK = 2L << 30;
    private static final long FINE_CLOCK_NANOS = 1_000;
    private static final long FINE_SLEEP_NANOS = 1_500_000;
    private static final String VECTOR_MODULE = "jdk.incubator.vector";

    private final Map<String, String> environment;

    /** @param environment the environment variables of this process */
    public Doctor(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** All findings. A check that cannot be made is a finding too. */
    public List<Finding> examine() {
        return List.of(
                java(), cores(), vectors(), memory(), disk(), libtorch(), threadSettings(), port(), clock(), sleep());
    }

    private static Finding java() {
        Runtime.Version version = Runtime.version();
        String found = version + " (" + System.getProperty("java.vendor") + ")";
        return version.feature() == JAVA_VERSION
                ? Finding.ok("java", found)
                : Finding.warn("java", found, "Gossamer is tested on JDK 25; set JAVA_HOME to one.");
    }

    private static Finding cores() {
        int cores = Runtime.getRuntime().availableProcessors();
        return cores > 1
                ? Finding.ok("cores", String.valueOf(cores))
                : Finding.warn("cores", "1", "Workers on this machine will take turns; use fewer of them.");
    }

    private static Finding vectors() {
        boolean present = ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent();
        if (!present) {
            return Finding.warn(
                    "vectors",
                    "module " + VECTOR_MODULE + " is off, kernels are scalar",
                    "Start through ./gossamer, or add '--add-modules " + VECTOR_MODULE + "' to java.");
        }
        int bits = VectorWidth.bits();
        return bits >= 128
                ? Finding.ok("vectors", bits + " bits wide")
                : Finding.warn("vectors", bits + " bits wide", "This processor has no wide vectors; kernels are slow.");
    }

    private static Finding memory() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long total = system.getTotalMemorySize();
        String found = Quantity.bytes(total) + ", " + Quantity.bytes(system.getFreeMemorySize()) + " unused";
        return total >= COMFORTABLE_MEMORY
                ? Finding.ok("memory", found)
                : Finding.warn("memory", found, "A worker needs about 300 MB and its model; use fewer workers.");
    }

    private static Finding disk() {
        Path folder = Path.of("").toAbsolutePath();
        try {
            FileStore store = Files.getFileStore(folder);
            String found = Quantity.bytes(store.getUsableSpace()) + " free in " + folder;
            if (!Files.isWritable(folder)) {
                return Finding.warn("disk", folder + " is read-only", "Say where runs go: --out DIR.");
            }
            return store.getUsableSpace() >= COMFORTABLE_DISK
                    ? Finding.ok("disk", found)
                    : Finding.warn("disk", found, "Free some space, or say where runs go: --out DIR.");
        } catch (IOException e) {
            return Finding.warn("disk", folder + ": " + e.getMessage(), "Say where runs go: --out DIR.");
        }
    }

    private static Finding libtorch() {
        try {
            long start = System.nanoTime();
            String found = Libtorch.describe();
            return Finding.ok(
                    "libtorch", found + ", ready after " + Quantity.seconds((System.nanoTime() - start) / 1e9));
        } catch (LinkageError | RuntimeException e) {
            return Finding.fail(
                    "libtorch",
                    "does not load: " + firstLine(e),
                    "Build for this platform with -Dnative.platform=NAME, and see that ~/.javacpp can be written.");
        }
    }

    private Finding threadSettings() {
        String policy = environment.getOrDefault("OMP_WAIT_POLICY", "unset");
        String threads = environment.getOrDefault("OPENBLAS_NUM_THREADS", "unset");
        String found = "OMP_WAIT_POLICY=" + policy + ", OPENBLAS_NUM_THREADS=" + threads;
        return policy.equalsIgnoreCase("passive") && !threads.equals("unset")
                ? Finding.ok("threads", found)
                : Finding.warn(
                        "threads",
                        found,
                        "Start through ./gossamer, or set OMP_WAIT_POLICY=passive and OPENBLAS_NUM_THREADS=1:"
                                + " libtorch's idle threads spin without them.");
    }

    private static Finding port() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Finding.ok("ports", "can listen on this machine, for instance on " + socket.getLocalPort());
        } catch (IOException e) {
            return Finding.fail(
                    "ports", "cannot listen on loopback: " + firstLine(e), "Allow local sockets in the sandbox.");
        }
    }

    private static Finding clock() {
        long finest = Long.MAX_VALUE;
        long before = System.nanoTime();
        for (int i = 0; i < 20_000; i++) {
            long now = System.nanoTime();
            if (now > before) {
                finest = Math.min(finest, now - before);
            }
            before = now;
        }
        String found = "resolves " + finest + " ns";
        return finest <= FINE_CLOCK_NANOS
                ? Finding.ok("clock", found)
                : Finding.warn("clock", found, "Times of single steps will be coarse on this machine.");
    }

    /** Link shaping sleeps; how late a sleeper wakes limits how well a fast link can be imitated. */
    private static Finding sleep() {
        long[] taken = new long[15];
        for (int i = 0; i < taken.length; i++) {
            long start = System.nanoTime();
            LockSupport.parkNanos(1_000_000);
            taken[i] = System.nanoTime() - start;
        }
        java.util.Arrays.sort(taken);
        long median = taken[taken.length / 2];
        String found = String.format(java.util.Locale.ROOT, "1 ms takes %.2f ms", median / 1e6);
        return median <= FINE_SLEEP_NANOS
                ? Finding.ok("sleep", found)
                : Finding.warn(
                        "sleep", found, "Latencies of shaped links will be longer than set; close other programs.");
    }

    private static String firstLine(Throwable failure) {
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return message.lines().findFirst().orElse("");
    }
}

package io.gossamer.bench.soak;

import io.gossamer.bench.process.ChildJvm;
import io.gossamer.bench.report.Growth;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs thousands of operations in a process with a small Java heap and looks whether its resident memory grows after the
 * first third. A leak of native memory, which no Java heap limit would stop, shows here.
 */
public final class SoakBench {
    private static final double LIMIT_MIB = 16;
    private static final List<String> SMALL_HEAP = List.of("-Xms64m", "-Xmx64m", "-XX:+UseSerialGC");

    private SoakBench() {}

    /** @param quick a third of the operations */
    public static Growth run(boolean quick) throws IOException, InterruptedException {
        int share = quick ? 1 : 3;
        List<Growth.Resident> processes = new ArrayList<>();
        for (SoakProcess.Workload workload : SoakProcess.Workload.values()) {
            processes.add(measure(workload, share * workload.operations()));
        }
        return new Growth(
                "Soak",
                "Resident memory of a process with a Java heap of 64 MiB, after the first third and at the end.",
                processes);
    }

    private static Growth.Resident measure(SoakProcess.Workload workload, long operations)
            throws IOException, InterruptedException {
        try (ChildJvm child =
                ChildJvm.start(SoakProcess.class, SMALL_HEAP, workload.name(), Long.toString(operations))) {
            double early = Double.parseDouble(child.next(SoakProcess.RESIDENT));
            double late = Double.parseDouble(child.next(SoakProcess.RESIDENT));
            child.requireSuccess();
            return new Growth.Resident(workload.title(), operations, early, late, LIMIT_MIB);
        }
    }
}

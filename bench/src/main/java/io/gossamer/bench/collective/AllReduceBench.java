package io.gossamer.bench.collective;

import io.gossamer.bench.process.ChildJvm;
import io.gossamer.bench.report.Comparison;
import io.gossamer.bench.report.Rounds;
import io.gossamer.bench.report.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** All-reduce of float32 arrays over loopback between local processes, ours and Gloo's by turns. */
public final class AllReduceBench {
    private static final OptionalDouble LIMIT = OptionalDouble.of(1.0);
    private static final double NANOS = 1e9;

    private AllReduceBench() {}

    /**
     * @param quick fewer rounds
     * @throws IOException if a process cannot be started or ends early
     */
    public static Table run(boolean quick) throws IOException, InterruptedException {
        List<Comparison> rows = new ArrayList<>();
        for (int processes : List.of(2, 4)) {
            AllReduceSpec spec = new AllReduceSpec(processes, 64L << 20, quick ? 5 : 15, quick ? 7 : 25);
            Rounds rounds = measure(spec);
            rows.add(Comparison.of(
                    "all-reduce of %d MiB, %d processes".formatted(spec.bytes() >> 20, processes),
                    "Gloo",
                    rounds,
                    LIMIT,
                    spec.bytes()));
        }
        return new Table(
                "All-reduce",
                "float32 over loopback, each process a JVM that holds both groups and reduces the same memory with one"
                        + " and with the other by turns; a round's time is that of its slowest process. Gloo is that of"
                        + " libtorch 2.10, called from Java.",
                rows);
    }

    static Rounds measure(AllReduceSpec spec) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("gossamer-bench");
        Path meetingPoint = folder.resolve("gloo");
        List<ChildJvm> children = new ArrayList<>();
        try {
            for (int rank = 0; rank < spec.processes(); rank++) {
                children.add(start(spec, rank, meetingPoint));
            }
            return play(spec, children);
        } finally {
            children.forEach(ChildJvm::close);
            Files.deleteIfExists(meetingPoint);
            Files.delete(folder);
        }
    }

    private static ChildJvm start(AllReduceSpec spec, int rank, Path meetingPoint) throws IOException {
        return ChildJvm.start(
                AllReduceWorker.class,
                List.of("-Xmx256m"),
                Integer.toString(rank),
                Integer.toString(spec.processes()),
                Long.toString(spec.bytes()),
                Integer.toString(spec.warmup()),
                Integer.toString(spec.rounds()),
                meetingPoint.toString());
    }

    private static Rounds play(AllReduceSpec spec, List<ChildJvm> children) throws IOException, InterruptedException {
        List<String> ports = new ArrayList<>();
        for (ChildJvm child : children) {
            ports.add(child.next(AllReduceWorker.PORT));
        }
        for (ChildJvm child : children) {
            child.tell(String.join(" ", ports));
        }
        double[] ours = new double[spec.rounds()];
        double[] gloo = new double[spec.rounds()];
        for (int round = 0; round < spec.rounds(); round++) {
            String[] nanos = children.getFirst().next(AllReduceWorker.ROUND).split(" ", 2);
            ours[round] = Long.parseLong(nanos[0]) / NANOS;
            gloo[round] = Long.parseLong(nanos[1]) / NANOS;
        }
        for (ChildJvm child : children) {
            child.requireSuccess();
        }
        return new Rounds(ours, gloo);
    }
}

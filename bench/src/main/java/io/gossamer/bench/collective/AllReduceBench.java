package io.gossamer.bench.collective;

import io.gossamer.bench.process.ChildJvm;
import io.gossamer.bench.report.Comparison;
import io.gossamer.bench.report.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
            AllReduceTimes times = measure(new AllReduceSpec(
                    processes,
                    64L << 20,
                    1,
                    quick ? 20 : 60,
                    quick ? 7 : 25,
                    AllReduceSpec.NO_LINK,
                    List.of(Entrant.MESH, Entrant.GLOO)));
            String subject = "all-reduce of 64 MiB, %d processes".formatted(processes);
            rows.add(times.compare(subject, Entrant.MESH, "Gloo", Entrant.GLOO, LIMIT));
        }
        return new Table(
                "All-reduce",
                "float32 over loopback, each process a JVM that holds both groups and reduces the same memory with one"
                        + " and with the other by turns; a round's time is that of its slowest process. Gloo is that of"
                        + " libtorch 2.10, called from Java.",
                rows);
    }

    static AllReduceTimes measure(AllReduceSpec spec) throws IOException, InterruptedException {
        return measure(spec, Optional.empty());
    }

    /** @param pccl the library of PCCL, if it takes part */
    static AllReduceTimes measure(AllReduceSpec spec, Optional<Path> pccl) throws IOException, InterruptedException {
        List<ChildJvm> children = new ArrayList<>();
        try (MeetingPoints meetingPoints = new MeetingPoints(pccl)) {
            try {
                for (int rank = 0; rank < spec.processes(); rank++) {
                    children.add(start(spec, rank, meetingPoints));
                }
                return play(spec, children);
            } finally {
                children.forEach(ChildJvm::close);
            }
        }
    }

    private static ChildJvm start(AllReduceSpec spec, int rank, MeetingPoints meetingPoints) throws IOException {
        List<String> arguments = spec.words();
        arguments.addFirst(Integer.toString(rank));
        arguments.addAll(meetingPoints.words());
        return ChildJvm.start(AllReduceWorker.class, List.of("-Xmx256m"), arguments.toArray(String[]::new));
    }

    private static AllReduceTimes play(AllReduceSpec spec, List<ChildJvm> children)
            throws IOException, InterruptedException {
        introduce(children);
        Map<Entrant, double[]> seconds = new EnumMap<>(Entrant.class);
        spec.entrants().forEach(entrant -> seconds.put(entrant, new double[spec.rounds()]));
        for (int round = 0; round < spec.rounds(); round++) {
            String[] nanos = children.getFirst().next(AllReduceWorker.ROUND).split(" ", -1);
            for (int i = 0; i < nanos.length; i++) {
                double all = Long.parseLong(nanos[i]) / NANOS;
                seconds.get(spec.entrants().get(i))[round] = all / spec.repeats();
            }
        }
        for (ChildJvm child : children) {
            child.requireSuccess();
        }
        return new AllReduceTimes(spec, seconds);
    }

    /** Tells all children the ports of all. */
    private static void introduce(List<ChildJvm> children) throws IOException {
        List<String> meshPorts = new ArrayList<>();
        List<String> ringPorts = new ArrayList<>();
        for (ChildJvm child : children) {
            String[] ports = child.next(AllReduceWorker.PORTS).split(" ", -1);
            meshPorts.add(ports[0]);
            ringPorts.add(ports[1]);
        }
        for (ChildJvm child : children) {
            child.tell(String.join(" ", meshPorts));
            child.tell(String.join(" ", ringPorts));
        }
    }
}

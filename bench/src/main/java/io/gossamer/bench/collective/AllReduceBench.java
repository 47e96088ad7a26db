package io.gossamer.bench.collective;

import io.gossamer.bench.report.Comparison;
import io.gossamer.bench.report.Rounds;
import io.gossamer.bench.report.Table;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** All-reduce of float32 arrays over loopback between local processes, ours and Gloo's by turns. */
public final class AllReduceBench {
    private static final OptionalDouble LIMIT = OptionalDouble.of(1.0);

    private AllReduceBench() {}

    /**
     * @param quick fewer rounds
     * @throws IOException if a process cannot be started or ends early
     */
    public static Table run(boolean quick) throws IOException, InterruptedException {
        List<Comparison> rows = new ArrayList<>();
        for (int processes : List.of(2, 4)) {
            AllReduceSpec spec = new AllReduceSpec(processes, 64L << 20, quick ? 3 : 8, quick ? 7 : 25);
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
        List<Process> processes = new ArrayList<>();
        try {
            for (int rank = 0; rank < spec.processes(); rank++) {
                processes.add(start(spec, rank, folder.resolve("gloo")));
            }
            return play(spec, processes);
        } finally {
            processes.forEach(Process::destroyForcibly);
            Files.deleteIfExists(folder.resolve("gloo"));
            Files.delete(folder);
        }
    }

    private static Process start(AllReduceSpec spec, int rank, Path meetingPoint) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--add-modules=jdk.incubator.vector",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                AllReduceWorker.class.getName(),
                Integer.toString(rank),
                Integer.toString(spec.processes()),
                Long.toString(spec.bytes()),
                Integer.toString(spec.warmup()),
                Integer.toString(spec.rounds()),
                meetingPoint.toString());
        builder.environment().put("OMP_WAIT_POLICY", "passive");
        builder.environment().put("OPENBLAS_NUM_THREADS", "1");
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static Rounds play(AllReduceSpec spec, List<Process> processes) throws IOException, InterruptedException {
        List<BufferedReader> outputs =
                processes.stream().map(Process::inputReader).toList();
        List<String> ports = new ArrayList<>();
        for (BufferedReader output : outputs) {
            ports.add(next(output, AllReduceWorker.PORT));
        }
        for (Process process : processes) {
            process.getOutputStream().write((String.join(" ", ports) + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        }
        double[] ours = new double[spec.rounds()];
        double[] gloo = new double[spec.rounds()];
        for (int round = 0; round < spec.rounds(); round++) {
            String[] nanos = next(outputs.getFirst(), AllReduceWorker.ROUND).split(" ", 2);
            ours[round] = Long.parseLong(nanos[0]) / 1e9;
            gloo[round] = Long.parseLong(nanos[1]) / 1e9;
        }
        for (Process process : processes) {
            requireSuccess(process);
        }
        return new Rounds(ours, gloo);
    }

    /** The rest of the next line that starts with {@code mark}; Gloo prints lines of its own. */
    private static String next(BufferedReader output, String mark) throws IOException {
        String line = output.readLine();
        while (line != null && !line.startsWith(mark)) {
            line = output.readLine();
        }
        if (line == null) {
            throw new IOException("A process of the benchmark ended early; its error is printed above.");
        }
        return line.substring(mark.length());
    }

    private static void requireSuccess(Process process) throws IOException, InterruptedException {
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException("A process of the benchmark ended with status " + status + ".");
        }
    }
}

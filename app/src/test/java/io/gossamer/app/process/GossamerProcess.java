package io.gossamer.app.process;

import io.gossamer.app.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A {@code gossamer} command in a process of its own. */
final class GossamerProcess implements AutoCloseable {
    /** How long anything may take on a busy machine. */
    private static final Duration AMPLE = Duration.ofMinutes(5);

    private static final Duration POLL = Duration.ofMillis(50);

    private final Process process;
    private final Path output;
    private List<ProcessHandle> workers = List.of();

    private GossamerProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts the command; what it prints goes to a file in {@code folder}. */
    static GossamerProcess start(Path folder, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Dgossamer.kernels=scalar",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(folder, "output", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        return new GossamerProcess(builder.start(), output);
    }

    /** Runs the command to its end and returns what it printed; it must succeed. */
    static String run(Path folder, String... arguments) throws IOException, InterruptedException {
        try (GossamerProcess command = start(folder, arguments)) {
            int status = command.exitStatus();
            if (status != 0) {
                throw new AssertionError("Exit status " + status + ": " + command.output());
            }
            return command.output();
        }
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    /** The last lines, which tell what went wrong. */
    List<String> error() throws IOException {
        return output().lines()
                .dropWhile(line -> !line.startsWith("gossamer: "))
                .toList();
    }

    int exitStatus() throws IOException, InterruptedException {
        if (!process.waitFor(AMPLE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("It does not end: " + output());
        }
        return process.exitValue();
    }

    /** Waits until all workers train. */
    void awaitTraining(int count, Path metrics) throws IOException, InterruptedException {
        await(() -> contains(metrics, "\"step\":5,"));
        workers = process.descendants().toList();
        if (workers.size() != count) {
            throw new AssertionError(workers.size() + " workers instead of " + count + ": " + output());
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.exists(file) && Files.readString(file).contains(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    long launcher() {
        return process.pid();
    }

    long worker(int index) {
        return workers.get(index).pid();
    }

    static void signal(String signal, long pid) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new AssertionError("Process " + pid + " cannot be signalled");
        }
    }

    /** Waits until no worker is left. */
    void awaitNoWorkers() throws IOException, InterruptedException {
        await(() -> workers.stream().noneMatch(ProcessHandle::isAlive));
    }

    private void await(BooleanSupplier condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + AMPLE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Waited too long: " + output());
            }
            Thread.sleep(POLL);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        workers.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}

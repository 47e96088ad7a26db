package io.gossamer.train.launch;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.world.World;
import io.gossamer.train.run.Json;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process that the launcher started, and follows: the other end of a {@link io.gossamer.train.worker.LauncherLine}. */
final class ChildProcess {
    private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);

    /**
     * What runs in it.
     *
     * @param main class whose main method takes no arguments
     * @param options of the virtual machine, besides those that all have
     */
    record Program(Class<?> main, List<String> options) {}

    /** Told what comes from it, by a task of its own. */
    interface Hearer {
        /**
         * Hears one line.
         *
         * @throws GossamerException if it makes no sense; the process is then killed
         */
        void told(String line) throws InterruptedException;

        /** Hears that it has ended; nothing more comes. */
        void ended(int exitCode) throws InterruptedException;
    }

    private final String name;
    private final Process process;
    private final Writer input;
    private volatile boolean killed;

    private ChildProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.input = process.outputWriter();
    }

    /**
     * Starts the process and gives it its orders.
     *
     * @param name what it is called in messages, as {@code worker 1}
     * @param log receives its standard error
     */
    static ChildProcess start(World world, String name, Program program, Object orders, Path log, Hearer hearer) {
        ProcessBuilder builder = new ProcessBuilder(command(program));
        builder.environment().putAll(environment());
        builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            ChildProcess child = new ChildProcess(name, builder.start());
            child.say(Json.line(orders));
            world.spawn("follow " + name, () -> child.follow(hearer));
            return child;
        } catch (IOException cannotStart) {
            throw new GossamerException(
                    "Cannot start " + name + ": " + cannotStart.getMessage(),
                    "Check that " + log + " is writable and that memory is free.",
                    cannotStart);
        }
    }

    private static List<String> command(Program program) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(program.options());
        command.add("-XX:+UseSerialGC");
        // Standard output is for what is told alone.
        command.add("-XX:+DisplayVMOutputToStderr");
        command.add("-cp");
        command.add(System.getProperty("java.class.path").replace(File.pathSeparator + File.pathSeparator, ":"));
        command.add(program.main().getName());
        return command;
    }

    /** Without these, thread pools of the native libraries spin against each other. */
    private static Map<String, String> environment() {
        return Map.of("OMP_WAIT_POLICY", "passive", "OPENBLAS_NUM_THREADS", "1", "OMP_NUM_THREADS", "1");
    }

    private void follow(Hearer hearer) {
        try {
            try (BufferedReader lines = process.inputReader()) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    hearer.told(line);
                }
            } catch (IOException | GossamerException broken) {
                LOG.warn("What {} says cannot be followed any more", name, broken);
                kill();
            }
            hearer.ended(process.waitFor());
        } catch (InterruptedException closing) {
            LOG.debug("The run is closed before {} has ended", name);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean killedByUs() {
        return killed;
    }

    /** Says one line to it, if it is still there. */
    void tell(String line) {
        try {
            say(line);
        } catch (IOException ended) {
            LOG.debug("There is no {} any more", name, ended);
        }
    }

    void kill() {
        if (process.isAlive()) {
            killed = true;
            process.destroyForcibly();
        }
    }

    /** Waits for its end, but not for ever; whether it has ended. */
    boolean awaitEnd(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void say(String line) throws IOException {
        input.write(line + "\n");
        input.flush();
    }
}

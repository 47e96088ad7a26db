package io.gossamer.train.launch;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.world.Mailbox;
import io.gossamer.net.world.World;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.Json;
import io.gossamer.train.worker.Orders;
import io.gossamer.train.worker.Wish;
import io.gossamer.train.worker.WorkerProcess;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One worker process, seen from the launcher. */
final class WorkerHandle {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerHandle.class);

    private static final String VECTOR_MODULE = "jdk.incubator.vector";
    /** The environment's word on how the Java of workers is to run. */
    private static final String OPTIONS = "GOSSAMER_WORKER_JAVA_OPTIONS";

    private final int rank;
    private final Process process;
    private final Writer input;
    private boolean killed;

    private WorkerHandle(int rank, Process process) {
        this.rank = rank;
        this.process = process;
        this.input = process.outputWriter();
    }

    /**
     * Starts the process, gives it its orders, and puts what it tells into the mailbox.
     *
     * @param log receives its standard error
     */
    static WorkerHandle start(World world, Orders orders, Path log, Mailbox<WorkerFleet.Notice> notices) {
        ProcessBuilder builder = new ProcessBuilder(command());
        builder.environment().putAll(environment());
        builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            WorkerHandle handle = new WorkerHandle(orders.rank(), builder.start());
            handle.say(Json.line(orders));
            world.spawn("follow worker " + orders.rank(), () -> handle.follow(notices));
            return handle;
        } catch (IOException cannotStart) {
            throw new GossamerException(
                    "Cannot start worker " + orders.rank() + ": " + cannotStart.getMessage(),
                    "Check that " + log + " is writable and that memory is free.",
                    cannotStart);
        }
    }

    private static List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        // Not whether this process has it: a launcher that only waits starts faster without.
        if (ModuleFinder.ofSystem().find(VECTOR_MODULE).isPresent()) {
            command.add("--add-modules=" + VECTOR_MODULE);
        }
        command.add("-XX:+UseSerialGC");
        String options = System.getenv().getOrDefault(OPTIONS, "");
        Stream.of(options.split("\\s+")).filter(word -> !word.isEmpty()).forEach(command::add);
        // Standard output is for events alone.
        command.add("-XX:+DisplayVMOutputToStderr");
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        command.add("-cp");
        command.add(System.getProperty("java.class.path").replace(File.pathSeparator + File.pathSeparator, ":"));
        command.add(WorkerProcess.class.getName());
        return command;
    }

    /** Without these, thread pools of the native libraries spin against each other. */
    private static Map<String, String> environment() {
        return Map.of("OMP_WAIT_POLICY", "passive", "OPENBLAS_NUM_THREADS", "1", "OMP_NUM_THREADS", "1");
    }

    private void follow(Mailbox<WorkerFleet.Notice> notices) {
        try {
            try (BufferedReader lines = process.inputReader()) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    notices.put(
                            new WorkerFleet.Notice.Told(Json.read(line, Event.class, "What worker " + rank + " says")));
                }
            } catch (IOException | GossamerException broken) {
                LOG.warn("Worker {} cannot be followed any more", rank, broken);
                kill();
            }
            notices.put(new WorkerFleet.Notice.Ended(rank, process.waitFor()));
        } catch (InterruptedException closing) {
            LOG.debug("The fleet is closed before worker {} has ended", rank);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean killedByUs() {
        return killed;
    }

    /** Tells the worker what to want from now on. */
    void tell(Wish wish) {
        try {
            say(wish.name());
        } catch (IOException ended) {
            LOG.debug("Worker {} has ended already", rank, ended);
        }
    }

    void kill() {
        if (process.isAlive()) {
            killed = true;
            process.destroyForcibly();
        }
    }

    private void say(String line) throws IOException {
        input.write(line + "\n");
        input.flush();
    }
}

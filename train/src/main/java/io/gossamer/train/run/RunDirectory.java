package io.gossamer.train.run;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.train.job.Job;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder that explains a run:
 *
 * <pre>
 * job.json               everything that decides the result
 * result.json            what came out of it
 * report.html            the same, for people
 * METHOD/metrics.jsonl   events, one JSON object a line
 * METHOD/result.json     what came out of this method
 * METHOD/model.safetensors
 * METHOD/checkpoint/step-000200/worker-0.safetensors ...
 * METHOD/scalars.log     what was said, by a method that says scalars (io.gossamer.train.zeroth)
 * METHOD/log/worker-0.log ... coordinator-0.log ...
 * </pre>
 *
 * @param root the folder
 */
public record RunDirectory(Path root) {
    private static final String JOB = "job.json";

    /**
     * Makes the folder of a new run.
     *
     * @throws GossamerException if it holds a run already or cannot be written
     */
    public static RunDirectory create(Path root, Job job) {
        RunDirectory directory = new RunDirectory(root.toAbsolutePath().normalize());
        if (Files.exists(directory.jobFile())) {
            throw new GossamerException(
                    root + " already holds a run", "Go on with it by --resume " + root + ", or name another --out.");
        }
        write(directory.jobFile(), Json.document(job));
        return directory;
    }

    /**
     * Opens the folder of a run that stands.
     *
     * @throws GossamerException if there is none
     */
    public static RunDirectory open(Path root) {
        RunDirectory directory = new RunDirectory(root.toAbsolutePath().normalize());
        if (!Files.isRegularFile(directory.jobFile())) {
            throw new GossamerException(root + " holds no run: " + JOB + " is missing", "Name the --out of a run.");
        }
        return directory;
    }

    public Job job() {
        return Json.read(jobFile(), Job.class);
    }

    /** Takes another job for the rest of the run. */
    public void replace(Job job) {
        write(jobFile(), Json.document(job));
    }

    public Path report() {
        return root.resolve("report.html");
    }

    public MethodDirectory method(String name) {
        return new MethodDirectory(root.resolve(name));
    }

    public void write(RunResult result) {
        write(root.resolve("result.json"), Json.document(result));
    }

    private Path jobFile() {
        return root.resolve(JOB);
    }

    private static void write(Path file, String text) {
        try {
            createFolder(file.getParent());
            Path partial = file.resolveSibling(file.getFileName() + ".partial");
            Files.writeString(partial, text);
            Files.move(partial, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException unwritable) {
            throw unwritable(file, unwritable);
        }
    }

    private static void createFolder(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException aFile) {
            throw new GossamerException(folder + " is a file, not a folder", "Name another --out.", aFile);
        }
    }

    private static GossamerException unwritable(Path file, IOException cause) {
        return new GossamerException(
                "Cannot write " + file + " (" + cause.getClass().getSimpleName() + ")",
                "Check the rights and the free space, or name another --out.",
                cause);
    }

    /** The part of one method. */
    public record MethodDirectory(Path root) {
        public Path metrics() {
            return root.resolve("metrics.jsonl");
        }

        public Path model() {
            return root.resolve("model.safetensors");
        }

        public Path log(int worker) {
            return root.resolve("log").resolve("worker-" + worker + ".log");
        }

        /** Of one of several coordinators. */
        public Path coordinatorLog(int coordinator) {
            return root.resolve("log").resolve("coordinator-" + coordinator + ".log");
        }

        public Path checkpoints() {
            return root.resolve("checkpoint");
        }

        /** Makes the folders that workers write into. */
        public void create() {
            try {
                createFolder(log(0).getParent());
                createFolder(checkpoints());
            } catch (IOException unwritable) {
                throw unwritable(root, unwritable);
            }
        }

        public boolean isFinished() {
            return Files.isRegularFile(resultFile());
        }

        public MethodResult result() {
            return Json.read(resultFile(), MethodResult.class);
        }

        public void write(MethodResult result) {
            RunDirectory.write(resultFile(), Json.document(result));
        }

        private Path resultFile() {
            return root.resolve("result.json");
        }

        /** All events so far; empty for a method that has not started. A torn last line is left out. */
        public List<Event> events() {
            if (!Files.exists(metrics())) {
                return List.of();
            }
            try (Stream<String> lines = Files.lines(metrics())) {
                return lines.filter(line -> line.endsWith("}"))
                        .map(line -> Json.read(line, Event.class, metrics().toString()))
                        .toList();
            } catch (IOException | UncheckedIOException unreadable) {
                throw new GossamerException(
                        "Cannot read " + metrics() + ": " + unreadable.getMessage(),
                        "Restore it, or start a new run.",
                        unreadable);
            }
        }

        /** Replaces the events, for a run that goes back to a checkpoint. */
        public void rewriteEvents(List<Event> events) {
            StringBuilder text = new StringBuilder();
            events.forEach(event -> text.append(Json.line(event)).append('\n'));
            RunDirectory.write(metrics(), text.toString());
        }
    }
}

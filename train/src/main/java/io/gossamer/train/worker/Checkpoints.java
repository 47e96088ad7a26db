package io.gossamer.train.worker;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.state.Stateful;
import io.gossamer.model.checkpoint.Checkpoint;
import io.gossamer.model.digest.Sha256;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.network.Network;
import io.gossamer.model.task.Task;
import io.gossamer.net.collective.Group;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.train.job.Job;
import io.gossamer.train.run.Folders;
import io.gossamer.train.run.MethodResult;
import io.gossamer.train.run.RunDirectory.MethodDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The checkpoints of one method's run. Each worker writes its own state; a checkpoint counts once all have, which is
 * when worker 0 gives the folder its final name. The one before is deleted then.
 */
public final class Checkpoints {
    private static final String PREFIX = "step-";
    private static final String PARTIAL = ".partial";
    private static final String COMMON = "common.safetensors";

    private final MethodDirectory directory;
    private final String method;

    public Checkpoints(MethodDirectory directory, String method) {
        this.directory = directory;
        this.method = method;
    }

    /** The folder of the method's run. */
    Path methodFolder() {
        return directory.root();
    }

    /** The steps done in the newest complete checkpoint. */
    public OptionalLong newest() {
        return complete().stream().mapToLong(Checkpoints::stepOf).max();
    }

    /** Saves the state of all workers; every worker calls it. */
    void save(Group group, long step, Stateful worker) throws InterruptedException {
        Path partial = folder(step, PARTIAL);
        createFolder(partial);
        Checkpoint.save(partial.resolve(file(group.rank())), worker, Map.of("method", method));
        group.barrier();
        if (group.rank() == 0) {
            publish(partial, folder(step, ""));
        }
        group.barrier();
    }

    /** How many workers saved their state in the checkpoint after {@code step} steps. */
    public int workers(long step) {
        Path folder = folder(step, "");
        try (Stream<Path> files = Files.list(folder)) {
            return (int) files.filter(file -> file.getFileName().toString().matches("worker-[0-9]+\\.safetensors"))
                    .count();
        } catch (IOException unreadable) {
            throw failure("Cannot list " + folder, unreadable);
        }
    }

    /** Saves what all workers hold alike; one of those who keep the run in this folder calls it. */
    void saveCommon(long step, Stateful common) {
        Path partial = folder(step, PARTIAL);
        createFolder(partial);
        Checkpoint.save(partial.resolve(COMMON), common, Map.of("method", method));
        publish(partial, folder(step, ""));
    }

    void restoreCommon(long step, Stateful common) {
        Checkpoint.restore(folder(step, "").resolve(COMMON), common);
    }

    /** Whether workers came and went in the run whose checkpoint this is. */
    public boolean isCommon(long step) {
        return Files.exists(folder(step, "").resolve(COMMON));
    }

    /** A number for the folder, the same for all workers of a machine that keep their run there. */
    long place() {
        return Fingerprint.of(
                TcpWorld.hostName() + ":" + directory.root().toAbsolutePath().normalize());
    }

    void restore(int rank, long step, Stateful worker) {
        Checkpoint.restore(folder(step, "").resolve(file(rank)), worker);
    }

    /** Saves the shared model for use: parameters, buffers, and where they come from. */
    void saveModel(Job job, Task task, Network network, FlatTensors parameters) {
        Map<String, String> provenance = new TreeMap<>();
        provenance.put("format", "gossamer-model");
        provenance.put("task", job.task());
        provenance.put("model", network.name());
        provenance.put("method", method);
        provenance.put("seed", Long.toString(job.seed()));
        provenance.put("steps", Long.toString(job.steps()));
        provenance.put("batch", Integer.toString(job.batch()));
        provenance.put("workers", Integer.toString(job.workers()));
        job.examples().ifPresent(count -> provenance.put("examples", Integer.toString(count)));
        provenance.put("sharding", job.sharding());
        provenance.put("trainingData", task.training().checksum());
        job.settings(method).asMap().forEach((key, value) -> provenance.put("setting." + key, value));
        Checkpoint.save(
                directory.model(),
                visitor -> {
                    parameters.visitState(visitor);
                    network.buffers().visitState(visitor);
                },
                provenance);
    }

    /** The final model of a finished run; null for one that was stopped before. */
    public static MethodResult.CheckpointFile modelFile(MethodDirectory directory) {
        Path model = directory.model();
        if (!Files.exists(model)) {
            return null;
        }
        try {
            return new MethodResult.CheckpointFile(model.toString(), Sha256.ofFile(model));
        } catch (IOException unreadable) {
            throw failure("Cannot read " + model, unreadable);
        }
    }

    private void publish(Path partial, Path complete) {
        List<Path> older = complete();
        try {
            Files.move(partial, complete, StandardCopyOption.ATOMIC_MOVE);
            for (Path folder : older) {
                if (!folder.equals(complete)) {
                    Folders.delete(folder);
                }
            }
        } catch (IOException unwritable) {
            throw failure("Cannot write checkpoint " + complete, unwritable);
        }
    }

    private List<Path> complete() {
        if (!Files.isDirectory(directory.checkpoints())) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(directory.checkpoints())) {
            return folders.filter(folder -> folder.getFileName().toString().matches(PREFIX + "[0-9]+"))
                    .toList();
        } catch (IOException unreadable) {
            throw failure("Cannot list " + directory.checkpoints(), unreadable);
        }
    }

    private Path folder(long step, String suffix) {
        return directory.checkpoints().resolve(String.format(Locale.ROOT, PREFIX + "%06d%s", step, suffix));
    }

    private static long stepOf(Path folder) {
        return Long.parseLong(folder.getFileName().toString().substring(PREFIX.length()));
    }

    private static String file(int rank) {
        return "worker-" + rank + ".safetensors";
    }

    private static void createFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException unwritable) {
            throw failure("Cannot write checkpoint " + folder, unwritable);
        }
    }

    private static GossamerException failure(String what, IOException cause) {
        return new GossamerException(
                what + " (" + cause.getClass().getSimpleName() + ")", "Check the rights and the free space.", cause);
    }
}

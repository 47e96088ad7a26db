package io.gossamer.bench.step;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.model.task.Task;
import io.gossamer.net.collective.Group;
import io.gossamer.net.collective.MeshGroup;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.train.job.Job;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.MetricsLog;
import io.gossamer.train.run.RunDirectory;
import io.gossamer.train.worker.Checkpoints;
import io.gossamer.train.worker.TrainingLoop;
import io.gossamer.train.worker.Wish;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * Gossamer's own training loop in this process, as its only worker, with all that a step does in a real run: the batch is
 * drawn, the exchange asked, the event of the step written to a file.
 */
public final class SoloRun {
    private static final String METHOD = "allreduce";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private SoloRun() {}

    /**
     * Trains on the task with {@code allreduce}.
     *
     * @param afterStep is told how many steps are done after each, and 0 when the first is about to start
     */
    public static void train(Task task, String model, int batch, long steps, LongConsumer afterStep)
            throws IOException, InterruptedException {
        Job job = Job.builder()
                .task(task.name())
                .model(model)
                .methods(METHOD)
                .workers(1)
                .link("none")
                .steps(steps)
                .batch(batch)
                .evaluateEvery(steps)
                .checkpointEvery(0)
                // The bare loop does not clip either.
                .set(METHOD, "clip", "0")
                .build();
        Path folder = Files.createTempDirectory("gossamer-bench");
        try {
            RunDirectory.MethodDirectory directory =
                    RunDirectory.create(folder.resolve("run"), job).method(METHOD);
            directory.create();
            train(task, job, directory, afterStep);
        } finally {
            delete(folder);
        }
    }

    private static void train(Task task, Job job, RunDirectory.MethodDirectory directory, LongConsumer afterStep)
            throws InterruptedException {
        try (MetricsLog log = new MetricsLog(directory.metrics());
                TcpWorld world = new TcpWorld();
                Group group = new MeshGroup(world, 0, List.of(), TIMEOUT);
                TrainingLoop loop = new TrainingLoop(
                        job,
                        METHOD,
                        group,
                        0,
                        task,
                        new Checkpoints(directory, METHOD),
                        event -> hear(event, log, afterStep),
                        () -> Wish.GO_ON)) {
            loop.run(Optional.empty());
        }
    }

    private static void hear(Event event, MetricsLog log, LongConsumer afterStep) {
        log.append(event);
        switch (event) {
            case Event.Step step -> afterStep.accept(step.step() + 1);
            case Event.Evaluation first when first.step() == 0 -> afterStep.accept(0);
            case Event.Failed failed -> throw new GossamerException(failed.message(), failed.hint());
            default -> {}
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.model.task.Task;
import io.gossamer.model.task.Tasks;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.net.shape.Link;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.train.job.Job;
import io.gossamer.train.job.JobBuilder;
import io.gossamer.train.reproduce.Trials.Override;
import io.gossamer.train.simulate.Collective;
import io.gossamer.train.simulate.Fleet;
import io.gossamer.train.simulate.FleetRun;
import io.gossamer.train.simulate.MethodCost;
import io.gossamer.train.transcript.Recorder;
import io.gossamer.train.transcript.Transcript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** What a few variants of a method say, listened to once, over simulated links of several rates. */
final class LinkSweep {
    private static final int NODES = 4;

    private final Reproduction.Setting setting;
    private final Supplier<JobBuilder> base;
    private final Duration pass;

    /** @param pass how long a node computes for a batch */
    LinkSweep(Reproduction.Setting setting, Supplier<JobBuilder> base, Duration pass) {
        this.setting = setting;
        this.base = base;
        this.pass = pass;
    }

    /** What the nodes say. */
    Transcript listen(String method, Override... overrides) {
        JobBuilder builder = base.get().methods(method);
        for (Override override : overrides) {
            builder.set(method, override.key(), override.value());
        }
        Job job = builder.build();
        Libtorch.start(1);
        try (Task task = Tasks.openFor(job.task(), job.data().map(Path::of), job.model(), job.seed())) {
            return new Recorder(
                            job, NODES, Files.createDirectories(setting.output().resolve("links")), done -> {})
                    .listen(method, task);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** What it takes over a link such as {@code 20mbit,10ms}. */
    MethodCost over(String link, Transcript transcript) {
        Fleet fleet = new Fleet(NODES, Link.parse(link), pass, 0, FaultSchedule.NONE, Collective.RING, 1);
        return new FleetRun(fleet, transcript, done -> {}).run(Map.of());
    }

    /**
     * What an exchange takes of a line at most: bytes that a node sends in the step in which it sends most, all phases of
     * what it says there and their frames together, as a mean over the nodes. A sum of S bytes is 2 (n - 1) / n S by the ring, and
     * so are a scatter-reduce and an all-gather of S coded bytes.
     */
    static double largestExchange(MethodCost cost) {
        double[] until = cost.course().bytes();
        return IntStream.range(0, until.length)
                .mapToDouble(step -> until[step] - (step == 0 ? 0 : until[step - 1]))
                .max()
                .orElse(0);
    }
}

package io.gossamer.train.worker;

import io.gossamer.net.collective.Group;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.net.simulation.SimulationResult;
import io.gossamer.train.cluster.SimulatedGroup;
import io.gossamer.train.job.Job;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.RunDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** Runs the workers of a job in one simulation: the same loop, meeting and collectives as in real processes. */
final class SimulatedCluster {
    private final Job job;
    private final String method;
    private final RunDirectory.MethodDirectory directory;
    private final List<Event> events = new ArrayList<>();
    private final String[] hashes;
    private FaultSchedule faults = FaultSchedule.NONE;
    private IntFunction<Optional<Event.Checkpointed>> resume = rank -> Optional.empty();
    private int stopRank = -1;
    private long stopStep;
    private Duration stepTime = Duration.ZERO;
    private final long[] stepsSeen;

    SimulatedCluster(Job job, Path folder) {
        this.job = job;
        this.method = job.methods().getFirst();
        this.directory = new RunDirectory(folder).method(method);
        this.hashes = new String[job.workers()];
        this.stepsSeen = new long[job.workers()];
        directory.create();
    }

    SimulatedCluster withFaults(FaultSchedule schedule) {
        faults = schedule;
        return this;
    }

    /** Computing takes no virtual time otherwise. */
    SimulatedCluster withStepTime(Duration time) {
        stepTime = time;
        return this;
    }

    /** Worker {@code rank} votes for stopping once it has done {@code steps} steps. */
    SimulatedCluster withStop(int rank, long steps) {
        stopRank = rank;
        stopStep = steps;
        return this;
    }

    /** Goes on from a checkpoint; a worker that was not there goes on from where worker 0 did. */
    SimulatedCluster resumedFrom(SimulatedCluster before, long step) {
        resume = rank -> Optional.of(before.checkpoint(rank, step)
                .or(() -> before.checkpoint(0, step))
                .orElseThrow());
        return this;
    }

    private Optional<Event.Checkpointed> checkpoint(int rank, long step) {
        return events(Event.Checkpointed.class).stream()
                .filter(at -> at.worker() == rank && at.step() == step)
                .findAny();
    }

    SimulationResult run() {
        return new SimulatedGroup(job.workers(), job.seed(), job.link(), faults, job.silence()).run(this::work);
    }

    private void work(Group group) throws Exception {
        int worker = group.rank();
        try (TinyTask task = new TinyTask();
                TrainingLoop loop = new TrainingLoop(
                        job,
                        method,
                        group,
                        worker,
                        task,
                        new Checkpoints(directory, method),
                        this::record,
                        () -> wish(group))) {
            loop.run(resume.apply(worker));
            hashes[worker] = loop.sharedHash();
        }
    }

    /** Asked once in every step, so the time that a step takes passes here. */
    private Wish wish(Group group) {
        if (!stepTime.isZero()) {
            try {
                group.world().sleep(stepTime);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        int worker = group.rank();
        return worker == stopRank && stepsSeen[worker] >= stopStep ? Wish.STOP : Wish.GO_ON;
    }

    /** The simulation runs one task at a time, so this needs no lock. */
    private void record(Event event) {
        events.add(event);
        if (event instanceof Event.Step step) {
            stepsSeen[step.worker()] = step.step() + 1;
        }
    }

    List<Event> events() {
        return events;
    }

    <E extends Event> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Hashes of the shared parameters at the end, by rank. */
    List<String> hashes() {
        return List.of(hashes);
    }

    Path model() {
        return directory.model();
    }
}

package io.gossamer.train.worker;

import io.gossamer.net.collective.Group;
import io.gossamer.net.rendezvous.Coordinator;
import io.gossamer.net.rendezvous.JoinRequest;
import io.gossamer.net.rendezvous.Rendezvous;
import io.gossamer.net.shape.Link;
import io.gossamer.net.shape.PairRates;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.net.simulation.Node;
import io.gossamer.net.simulation.Simulation;
import io.gossamer.net.simulation.SimulationConfig;
import io.gossamer.net.simulation.SimulationResult;
import io.gossamer.net.world.Endpoint;
import io.gossamer.train.job.Job;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.RunDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/** Runs the workers of a job in one simulation: the same loop, meeting and collectives as in real processes. */
final class SimulatedCluster {
    private static final int PORT = 7000;
    private static final String TOKEN = "token";
    private static final Duration LIMIT = Duration.ofHours(10);

    private final Job job;
    private final String method;
    private final RunDirectory.MethodDirectory directory;
    private final List<Event> events = new ArrayList<>();
    private final String[] hashes;
    private FaultSchedule faults = FaultSchedule.NONE;
    private IntFunction<Optional<Event.Checkpointed>> resume = rank -> Optional.empty();
    private int stopRank = -1;
    private long stopStep;
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

    /** Worker {@code rank} votes for stopping once it has done {@code steps} steps. */
    SimulatedCluster withStop(int rank, long steps) {
        stopRank = rank;
        stopStep = steps;
        return this;
    }

    SimulatedCluster resumedFrom(SimulatedCluster before, long step) {
        resume = rank -> before.events.stream()
                .filter(Event.Checkpointed.class::isInstance)
                .map(Event.Checkpointed.class::cast)
                .filter(at -> at.worker() == rank && at.step() == step)
                .findAny();
        return this;
    }

    SimulationResult run() {
        Simulation simulation = new Simulation(
                SimulationConfig.of(job.seed(), Link.parse(job.link())).withFaults(faults));
        Node coordinator = simulation.addNode(
                "coordinator",
                world -> new Coordinator(world, new Endpoint("0.0.0.0", PORT), job.workers(), TOKEN, job.silence())
                        .run());
        for (int rank = 0; rank < job.workers(); rank++) {
            int worker = rank;
            simulation.addNode("worker-" + rank, world -> {
                JoinRequest request = new JoinRequest(
                        TOKEN, OptionalInt.of(worker), "simulated " + worker, job.silence(), PairRates.NONE);
                try (TinyTask task = new TinyTask();
                        Group group = Rendezvous.join(world, coordinator.endpoint(PORT), request);
                        TrainingLoop loop = new TrainingLoop(
                                job,
                                method,
                                group,
                                task,
                                new Checkpoints(directory, method),
                                this::record,
                                () -> worker == stopRank && stepsSeen[worker] >= stopStep)) {
                    loop.run(resume.apply(worker));
                    hashes[worker] = loop.sharedHash();
                }
            });
        }
        return simulation.run(LIMIT);
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

package io.gossamer.train.worker;

import io.gossamer.net.admission.Invitations;
import io.gossamer.net.collective.ElasticGroup;
import io.gossamer.net.rendezvous.JoinRequest;
import io.gossamer.net.rendezvous.Rendezvous;
import io.gossamer.net.rendezvous.ViewCoordinator;
import io.gossamer.net.shape.PairRates;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.net.simulation.Simulation;
import io.gossamer.net.simulation.SimulationConfig;
import io.gossamer.net.simulation.SimulationResult;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.World;
import io.gossamer.train.job.Job;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.RunDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Runs the workers of a job in one simulation where they may come and go; each keeps its run in a folder of its own. */
final class ElasticCluster {
    private static final Endpoint COORDINATOR = new Endpoint("coordinator", 4000);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration FAREWELL = Duration.ofSeconds(20);
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private final Job job;
    private final Path folder;
    private final Map<String, Duration> joiners = new TreeMap<>();
    /** After how many steps who leaves. */
    private final Map<String, Integer> leavers = new TreeMap<>();

    private final Map<String, String> hashes = new TreeMap<>();
    private final Map<String, List<Event>> events = new TreeMap<>();
    private FaultSchedule faults = FaultSchedule.NONE;

    ElasticCluster(Job job, Path folder) {
        this.job = job;
        this.folder = folder;
    }

    /** With the workers {@code worker0}, {@code worker1}, ... of the job. */
    ElasticCluster withFaults(String schedule) {
        faults = FaultSchedule.parse(schedule);
        return this;
    }

    ElasticCluster withJoiner(String name, Duration after) {
        joiners.put(name, after);
        return this;
    }

    ElasticCluster withLeaver(String name, int afterSteps) {
        leavers.put(name, afterSteps);
        return this;
    }

    SimulationResult run() {
        Simulation simulation = new Simulation(
                SimulationConfig.of(job.seed(), job.shape()).withShuffling().withFaults(faults));
        simulation.addNode(COORDINATOR.host(), world -> {
            try (ViewCoordinator coordinator =
                    new ViewCoordinator(world, COORDINATOR, Invitations.standing(world, "token"), TIMEOUT)) {
                world.spawn("until the run is over", () -> endWithTheRun(world, coordinator));
                coordinator.run();
            }
        });
        for (int worker = 0; worker < job.workers(); worker++) {
            String name = "worker" + worker;
            simulation.addNode(name, world -> work(world, name));
        }
        joiners.forEach((name, after) -> simulation.addNode(name, job.shape(), after, world -> work(world, name)));
        return simulation.run(LIMIT);
    }

    private void endWithTheRun(World world, ViewCoordinator coordinator) {
        try {
            while (hashes.isEmpty()) {
                world.sleep(Duration.ofMillis(100));
            }
            world.sleep(FAREWELL);
            coordinator.close();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void work(World world, String name) throws InterruptedException {
        String method = job.methods().getFirst();
        RunDirectory.MethodDirectory directory = new RunDirectory(folder.resolve(name)).method(method);
        directory.create();
        List<Event> told = events.computeIfAbsent(name, key -> new ArrayList<>());
        JoinRequest request = new JoinRequest("token", OptionalInt.empty(), name, TIMEOUT, PairRates.NONE);
        try (ElasticGroup group = Rendezvous.enter(world, COORDINATOR, request);
                TinyTask task = new TinyTask();
                TrainingLoop loop = new TrainingLoop(
                        job,
                        method,
                        group,
                        group.number(),
                        task,
                        new Checkpoints(directory, method),
                        told::add,
                        () -> wish(name, told))) {
            loop.run(Optional.empty());
            hashes.put(name, loop.sharedHash());
        }
    }

    private Wish wish(String name, List<Event> told) {
        long steps = told.stream().filter(Event.Step.class::isInstance).count();
        return steps >= leavers.getOrDefault(name, Integer.MAX_VALUE) ? Wish.LEAVE : Wish.GO_ON;
    }

    /** Hashes of the shared parameters of those who came to the end. */
    Map<String, String> hashes() {
        return hashes;
    }

    <E extends Event> List<E> events(String worker, Class<E> kind) {
        return events.get(worker).stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }
}

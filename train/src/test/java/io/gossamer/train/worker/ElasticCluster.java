package io.gossamer.train.worker;

import io.gossamer.net.admission.Invitations;
import io.gossamer.net.collective.Group;
import io.gossamer.net.rendezvous.JoinRequest;
import io.gossamer.net.rendezvous.Rendezvous;
import io.gossamer.net.rendezvous.ViewCoordinator;
import io.gossamer.net.shape.PairRates;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.net.simulation.SimulatedWorld;
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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Runs the workers of a job in one simulation where they may come and go. */
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
    private final Map<String, List<Deed>> deeds = new TreeMap<>();
    private Duration pace = Duration.ZERO;
    /** When those who were there from the beginning take their first step, at the earliest. */
    private Duration start = Duration.ZERO;

    private Gate gate = this::enterByCoordinator;
    /** Where a worker keeps its run: one of its own for each, as on machines of their own. */
    private Function<String, Path> place;

    private int examples = 400;
    private FaultSchedule faults = FaultSchedule.NONE;

    /**
     * A step that a worker has done.
     *
     * @param by the worker's number in the group
     * @param hash of the shared parameters after it
     * @param counted whose contributions the group's last operation counted
     * @param at virtual time
     */
    record Deed(int by, long step, String hash, List<Integer> counted, Duration at) {}

    ElasticCluster(Job job, Path folder) {
        this.job = job;
        this.place = folder::resolve;
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

    /** How a worker comes to the others. */
    private interface Gate {
        Group enter(SimulatedWorld world, String name) throws InterruptedException;
    }

    /** The workers are joined as in real runs. */
    ElasticCluster withTheirNetwork() {
        return this;
    }

    /** The workers are joined by no network, see {@link MemoryGroup}, and keep their run together, as on one machine. */
    ElasticCluster withoutNetwork() {
        place = name -> folder;
        MeetingGround ground = new MeetingGround(job.workers());
        gate = (world, name) -> MemoryGroup.enter(world, ground);
        return this;
    }

    /** So many are there to train on. */
    ElasticCluster withExamples(int count) {
        examples = count;
        return this;
    }

    /** Those who are there from the beginning take their first step then, if they have come together by that time. */
    ElasticCluster withStart(Duration at) {
        start = at;
        return this;
    }

    /** Each worker computes for so long after each step, in virtual time; some for up to half as long again. */
    ElasticCluster withPace(Duration computing) {
        pace = computing;
        return this;
    }

    SimulationResult run() {
        Simulation simulation = new Simulation(
                SimulationConfig.of(job.seed(), job.shape()).withShuffling().withFaults(faults));
        try (TinyTask task = new TinyTask(examples)) {
            addNodes(simulation, task);
            return simulation.run(LIMIT);
        }
    }

    private void addNodes(Simulation simulation, TinyTask task) {
        simulation.addNode(COORDINATOR.host(), world -> {
            try (ViewCoordinator coordinator =
                    new ViewCoordinator(world, COORDINATOR, Invitations.standing(world, "token"), TIMEOUT)) {
                world.spawn("until the run is over", () -> endWithTheRun(world, coordinator));
                coordinator.run();
            }
        });
        for (int worker = 0; worker < job.workers(); worker++) {
            String name = "worker" + worker;
            simulation.addNode(name, world -> work(world, name, task));
        }
        joiners.forEach(
                (name, after) -> simulation.addNode(name, job.shape(), after, world -> work(world, name, task)));
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

    private Group enterByCoordinator(SimulatedWorld world, String name) throws InterruptedException {
        JoinRequest request = new JoinRequest("token", OptionalInt.empty(), name, TIMEOUT, PairRates.NONE);
        return Rendezvous.enter(world, COORDINATOR, request);
    }

    private void work(SimulatedWorld world, String name, TinyTask task) throws InterruptedException {
        String method = job.methods().getFirst();
        RunDirectory.MethodDirectory directory = new RunDirectory(place.apply(name)).method(method);
        directory.create();
        List<Event> told = events.computeIfAbsent(name, key -> new ArrayList<>());
        AtomicReference<TrainingLoop> self = new AtomicReference<>();
        try (Group group = gate.enter(world, name);
                TrainingLoop loop = new TrainingLoop(
                        job,
                        method,
                        group,
                        group.number(),
                        task,
                        new Checkpoints(directory, method),
                        event -> {
                            told.add(event);
                            follow(world, name, event, group, self.get());
                        },
                        () -> wish(name, told))) {
            self.set(loop);
            loop.run(Optional.empty());
            hashes.put(name, loop.sharedHash());
        }
    }

    /** What a worker does when it tells something. */
    private void follow(SimulatedWorld world, String name, Event event, Group group, TrainingLoop loop) {
        try {
            if (event instanceof Event.Started && world.elapsed().compareTo(start) < 0) {
                world.sleep(start.minus(world.elapsed()));
            } else if (event instanceof Event.Step step) {
                deeds.computeIfAbsent(name, key -> new ArrayList<>())
                        .add(new Deed(
                                group.number(), step.step(), loop.sharedHash(), group.contributors(), world.elapsed()));
                world.compute(pace.plus(pace.multipliedBy(group.number() % 8).dividedBy(16)));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
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

    /** What each worker did that began, whether it came to the end or not. */
    Map<String, List<Deed>> deeds() {
        return deeds;
    }

    <E extends Event> List<E> events(String worker, Class<E> kind) {
        return events.get(worker).stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }
}

package io.gossamer.train.launch;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Mailbox;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.Json;
import io.gossamer.train.run.RunDirectory;
import io.gossamer.train.worker.Orders;
import io.gossamer.train.worker.Wish;
import io.gossamer.train.worker.WorkerProcess;
import java.lang.module.ModuleFinder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The worker processes of one method, from start to end. Closing it leaves none behind. */
final class WorkerFleet implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerFleet.class);
    private static final Duration POLL = Duration.ofMillis(100);

    /** A fleet whose workers die again and again is not worth mending. */
    private static final int MOST_REPLACEMENTS = 100;

    private static final int MAILBOX = 4096;

    private static final String VECTOR_MODULE = "jdk.incubator.vector";
    /** The environment's word on how the Java of workers is to run. */
    private static final String OPTIONS = "GOSSAMER_WORKER_JAVA_OPTIONS";

    private final TcpWorld world = new TcpWorld();
    private final Venue venue;
    private final OnLoss onLoss;
    private final List<Orders> orders = new ArrayList<>();
    private int running;
    private int finished;
    private int replacements;
    private boolean endTold;
    private final Mailbox<Notice> notices = world.mailbox(MAILBOX);
    private final List<ChildProcess> workers = new ArrayList<>();
    private final RunDirectory.MethodDirectory folder;
    private final Failures failures;

    /**
     * Starts the processes.
     *
     * @param resume where each worker goes on, if it does: as many as there are workers
     * @param connections how many pass for one between each two workers, for each direction
     */
    WorkerFleet(
            Venue.Opening opening,
            String method,
            RunDirectory directory,
            List<Optional<Event.Checkpointed>> resume,
            OnLoss onLoss,
            int connections)
            throws InterruptedException {
        this.onLoss = onLoss;
        folder = directory.method(method);
        failures = new Failures(folder);
        venue = open(opening);
        try {
            for (int worker = 0; worker < resume.size(); worker++) {
                orders.add(new Orders(
                        directory.root().toString(),
                        method,
                        worker,
                        onLoss.elastic(),
                        venue.coordinators().stream().map(Endpoint::toString).toList(),
                        venue.token(),
                        connections,
                        venue.credentials(worker),
                        resume.get(worker)));
                workers.add(start(orders.getLast()));
            }
        } catch (GossamerException cannotStart) {
            close();
            throw cannotStart;
        }
    }

    private Venue open(Venue.Opening opening) throws InterruptedException {
        boolean opened = false;
        try {
            Venue here = opening.open(world, this::notice);
            opened = true;
            return here;
        } finally {
            if (!opened) {
                world.close();
            }
        }
    }

    private void notice(Notice notice) {
        try {
            notices.put(notice);
        } catch (InterruptedException closing) {
            LOG.debug("The fleet is closed", closing);
        }
    }

    private ChildProcess start(Orders given) {
        int worker = given.rank();
        String name = "worker " + worker;
        return ChildProcess.start(world, name, program(), given, folder.log(worker), new ChildProcess.Hearer() {
            @Override
            public void told(String line) throws InterruptedException {
                notices.put(new Notice.Told(Json.read(line, Event.class, "What " + name + " says")));
            }

            @Override
            public void ended(int exitCode) throws InterruptedException {
                notices.put(new Notice.Ended(worker, exitCode));
            }
        });
    }

    private static ChildProcess.Program program() {
        List<String> options = new ArrayList<>();
        options.add("--enable-native-access=ALL-UNNAMED");
        // Not whether this process has it: a launcher that only waits starts faster without.
        if (ModuleFinder.ofSystem().find(VECTOR_MODULE).isPresent()) {
            options.add("--add-modules=" + VECTOR_MODULE);
        }
        String more = System.getenv().getOrDefault(OPTIONS, "");
        Stream.of(more.split("\\s+")).filter(word -> !word.isEmpty()).forEach(options::add);
        options.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        return new ChildProcess.Program(WorkerProcess.class, options);
    }

    /**
     * Hands on what the workers tell until all have ended.
     *
     * @param wish what all workers are told to want
     * @throws GossamerException that names the culprit if one of them failed
     */
    void follow(Supplier<Wish> wish, Consumer<Event> events) throws InterruptedException {
        running = workers.size();
        while (running > 0) {
            if (wish.get() != Wish.GO_ON && !endTold) {
                workers.forEach(worker -> worker.tell(wish.get().name()));
                endTold = true;
            }
            Optional<Notice> notice = notices.take(POLL);
            if (notice.isPresent()) {
                handle(notice.get(), events);
            }
            if (!onLoss.elastic() && failures.patienceIsOver(world.nanoTime())) {
                workers.forEach(ChildProcess::kill);
            }
        }
        if (!onLoss.elastic() || finished == 0) {
            failures.throwIfAny();
        }
    }

    private void handle(Notice notice, Consumer<Event> events) {
        switch (notice) {
            case Notice.Told told -> {
                if (told.event() instanceof Event.Failed failed) {
                    failures.told(failed, world.nanoTime());
                }
                events.accept(told.event());
            }
            case Notice.Unmet unmet -> failures.unmet(unmet.reason(), world.nanoTime());
            case Notice.Ended ended -> {
                running--;
                if (ended.exitCode() == 0) {
                    finished++;
                } else {
                    failures.ended(ended, workers.get(ended.worker()), world.nanoTime());
                    goOnWithout(ended, events);
                }
            }
        }
    }

    /** Says that a worker is lost where the others go on, and starts another in its place if that is wanted. */
    private void goOnWithout(Notice.Ended ended, Consumer<Event> events) {
        if (!onLoss.elastic() || running == 0) {
            return;
        }
        int worker = ended.worker();
        boolean replaced = onLoss == OnLoss.REPLACE
                && !failures.toldBy(worker)
                && !endTold
                && finished == 0
                && replacements < MOST_REPLACEMENTS;
        events.accept(new Event.Lost(worker, Failures.manner(ended.exitCode()), replaced));
        if (replaced) {
            replacements++;
            running++;
            Orders again = orders.get(worker).forReplacement(venue.token());
            workers.set(worker, start(again));
        }
    }

    @Override
    public void close() {
        workers.forEach(ChildProcess::kill);
        venue.close();
        world.close();
    }

    /** What the fleet hears of a worker, and of where they meet. */
    sealed interface Notice {
        record Told(Event event) implements Notice {}

        record Ended(int worker, int exitCode) implements Notice {}

        /** The workers did not all come to their meeting. */
        record Unmet(GossamerException reason) implements Notice {}
    }
}

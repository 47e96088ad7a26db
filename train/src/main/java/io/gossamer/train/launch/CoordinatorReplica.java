package io.gossamer.train.launch;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.world.Mailbox;
import io.gossamer.net.world.World;
import io.gossamer.train.coordinator.CoordinatorNotice;
import io.gossamer.train.coordinator.CoordinatorOrders;
import io.gossamer.train.coordinator.CoordinatorProcess;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One replica of a coordinator: a process that, when it is lost, is started again with what it stored. */
final class CoordinatorReplica implements ChildProcess.Hearer {
    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorReplica.class);
    /** One that is lost again and again is not worth mending. */
    private static final int MOST_RESTARTS = 100;
    /** So that one which cannot start does not keep the machine busy. */
    private static final Duration BREATH = Duration.ofMillis(200);

    private static final Duration FAREWELL = Duration.ofSeconds(2);

    /** It waits and passes on some bytes, so a compiler that is soon done, a small heap and no vectors serve it best. */
    private static final ChildProcess.Program PROGRAM = new ChildProcess.Program(
            CoordinatorProcess.class,
            List.of(
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx128m",
                    "-Dgossamer.kernels=scalar",
                    "-Dorg.slf4j.simpleLogger.defaultLogLevel=info",
                    "-Dorg.slf4j.simpleLogger.showDateTime=true",
                    "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS"));

    private final World world;
    private final CoordinatorOrders orders;
    private final Path log;
    private final Mailbox<Optional<GossamerException>> openings;
    private final Consumer<WorkerFleet.Notice> notices;

    private ChildProcess process;
    private boolean closed;

    /** Whether it has listened at all. */
    private boolean opened;
    /** Whether this process of it does. */
    private boolean listens;

    private Optional<CoordinatorNotice.Failed> failure = Optional.empty();
    private int restarts;

    /**
     * @param log receives what it logs
     * @param openings told once that it listens, or why it cannot
     * @param notices told when it is lost later
     */
    CoordinatorReplica(
            World world,
            CoordinatorOrders orders,
            Path log,
            Mailbox<Optional<GossamerException>> openings,
            Consumer<WorkerFleet.Notice> notices) {
        this.world = world;
        this.orders = orders;
        this.log = log;
        this.openings = openings;
        this.notices = notices;
    }

    synchronized void start() {
        if (!closed) {
            process = ChildProcess.start(world, name(), PROGRAM, orders, log, this);
        }
    }

    private String name() {
        return "coordinator " + orders.own();
    }

    @Override
    public void told(String line) throws InterruptedException {
        switch (Json.read(line, CoordinatorNotice.class, "What " + name() + " says")) {
            case CoordinatorNotice.Listening() -> {
                listens = true;
                if (!opened) {
                    opened = true;
                    openings.put(Optional.empty());
                }
            }
            case CoordinatorNotice.Failed failed -> failure = Optional.of(failed);
        }
    }

    @Override
    public void ended(int exitCode) throws InterruptedException {
        if (isClosed()) {
            return;
        }
        if (!opened) {
            openings.put(Optional.of(reason(exitCode)));
            return;
        }
        boolean again = restarts < MOST_RESTARTS;
        failure.ifPresent(failed -> LOG.warn("{}: {}", name(), failed.message()));
        if (listens || !again) {
            notices.accept(new WorkerFleet.Notice.Told(
                    new Event.CoordinatorLost(orders.own(), Failures.manner(exitCode), again)));
        }
        if (again) {
            restart();
        }
    }

    private GossamerException reason(int exitCode) {
        return failure.map(failed -> new GossamerException(failed.message(), failed.hint()))
                .orElseGet(() -> new GossamerException(
                        "Coordinator " + orders.own() + " " + Failures.manner(exitCode), "Its log is " + log + "."));
    }

    private void restart() throws InterruptedException {
        listens = false;
        failure = Optional.empty();
        restarts++;
        world.sleep(BREATH);
        try {
            start();
        } catch (GossamerException cannotStart) {
            LOG.warn("{} is not started again: {}", name(), cannotStart.getMessage());
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Ends it for good. */
    synchronized void close() {
        closed = true;
        if (process != null) {
            process.kill();
        }
    }

    /** Waits for its end, for a moment; whether it has ended. */
    boolean awaitEnd() throws InterruptedException {
        Optional<ChildProcess> last = current();
        return last.isEmpty() || last.get().awaitEnd(FAREWELL);
    }

    private synchronized Optional<ChildProcess> current() {
        return Optional.ofNullable(process);
    }
}

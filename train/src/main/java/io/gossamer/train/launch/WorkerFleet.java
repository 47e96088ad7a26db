package io.gossamer.train.launch;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.admission.Invitations;
import io.gossamer.net.collective.PeerFailureException;
import io.gossamer.net.identity.NodeKey;
import io.gossamer.net.rendezvous.Coordinator;
import io.gossamer.net.rendezvous.Reception;
import io.gossamer.net.rendezvous.ViewCoordinator;
import io.gossamer.net.secure.SecureWorld;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Mailbox;
import io.gossamer.net.world.World;
import io.gossamer.train.job.Job;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.RunDirectory;
import io.gossamer.train.worker.Credentials;
import io.gossamer.train.worker.Orders;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The worker processes of one method, from start to end. Closing it leaves none behind. */
final class WorkerFleet implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerFleet.class);
    private static final Duration POLL = Duration.ofMillis(100);
    /** Starting many processes on a busy machine takes its time; one that dies meanwhile is noticed at once. */
    private static final Duration GATHERING = Duration.ofMinutes(3);

    /** A fleet whose workers die again and again is not worth mending. */
    private static final int MOST_REPLACEMENTS = 100;

    private static final int MAILBOX = 4096;

    private final TcpWorld world = new TcpWorld();
    private final Optional<SecureWorld> secure;
    private final Reception meeting;
    private final Invitations invitations = new Invitations(world);
    private final OnLoss onLoss;
    private final List<Orders> orders = new ArrayList<>();
    private int running;
    private int finished;
    private int replacements;
    private boolean stopTold;
    private final Mailbox<Notice> notices = world.mailbox(MAILBOX);
    private final List<WorkerHandle> workers = new ArrayList<>();
    private final RunDirectory.MethodDirectory folder;
    private final Failures failures;

    /** Starts the processes. */
    WorkerFleet(
            Job job, String method, RunDirectory directory, List<Optional<Event.Checkpointed>> resume, OnLoss onLoss) {
        this.onLoss = onLoss;
        folder = directory.method(method);
        failures = new Failures(folder);
        List<Optional<Credentials>> credentials = credentials(job);
        secure = credentials.getLast().map(own -> own.secure(world));
        meeting = openMeeting(job);
        world.spawn("coordinator", this::coordinate);
        try {
            for (int rank = 0; rank < job.workers(); rank++) {
                orders.add(new Orders(
                        directory.root().toString(),
                        method,
                        rank,
                        onLoss.elastic(),
                        meeting.endpoint().toString(),
                        invitations.issue(GATHERING, 1),
                        credentials.get(rank),
                        resume.get(rank)));
                workers.add(WorkerHandle.start(world, orders.getLast(), folder.log(rank), notices));
            }
        } catch (GossamerException cannotStart) {
            close();
            throw cannotStart;
        }
    }

    /** Those of each worker, then the launcher's own; all empty where TLS is turned off. */
    private static List<Optional<Credentials>> credentials(Job job) {
        List<NodeKey> keys =
                Stream.generate(NodeKey::create).limit(job.workers() + 1L).toList();
        return keys.stream()
                .map(key -> job.tls() ? Optional.of(Credentials.of(key, keys)) : Optional.<Credentials>empty())
                .toList();
    }

    private Reception openMeeting(Job job) {
        World place = secure.isPresent() ? secure.get() : world;
        Endpoint here = new Endpoint("127.0.0.1", 0);
        try {
            return onLoss.elastic()
                    ? new ViewCoordinator(place, here, invitations, job.silence())
                    : new Coordinator(place, here, job.workers(), invitations, GATHERING, job.silence());
        } catch (IOException cannotListen) {
            world.close();
            throw new GossamerException(
                    "Workers cannot meet on this machine: " + cannotListen.getMessage(),
                    "Check that local connections are allowed.",
                    cannotListen);
        }
    }

    private void coordinate() {
        try {
            watchMeeting();
        } catch (InterruptedException closing) {
            LOG.debug("The fleet is closed");
        }
    }

    private void watchMeeting() throws InterruptedException {
        try {
            meeting.run();
        } catch (PeerFailureException lost) {
            LOG.debug("The workers have heard it from the coordinator, and report it", lost);
        } catch (GossamerException unmet) {
            notices.put(new Notice.Unmet(unmet));
        }
    }

    /**
     * Hands on what the workers tell until all have ended.
     *
     * @throws GossamerException that names the culprit if one of them failed
     */
    void follow(BooleanSupplier stopRequested, Consumer<Event> events) throws InterruptedException {
        running = workers.size();
        while (running > 0) {
            if (stopRequested.getAsBoolean() && !stopTold) {
                workers.forEach(WorkerHandle::stop);
                stopTold = true;
            }
            Optional<Notice> notice = notices.take(POLL);
            if (notice.isPresent()) {
                handle(notice.get(), events);
            }
            if (!onLoss.elastic() && failures.patienceIsOver(world.nanoTime())) {
                workers.forEach(WorkerHandle::kill);
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
                && !stopTold
                && finished == 0
                && replacements < MOST_REPLACEMENTS;
        events.accept(new Event.Lost(worker, Failures.manner(ended.exitCode()), replaced));
        if (replaced) {
            replacements++;
            running++;
            Orders again = orders.get(worker).forReplacement(invitations.issue(GATHERING, 1));
            workers.set(worker, WorkerHandle.start(world, again, folder.log(worker), notices));
        }
    }

    @Override
    public void close() {
        workers.forEach(WorkerHandle::kill);
        meeting.close();
        secure.ifPresent(SecureWorld::close);
        world.close();
    }

    /** What the fleet hears of a worker. */
    sealed interface Notice {
        record Told(Event event) implements Notice {}

        record Ended(int worker, int exitCode) implements Notice {}

        /** The workers did not all come to their meeting. */
        record Unmet(GossamerException reason) implements Notice {}
    }
}

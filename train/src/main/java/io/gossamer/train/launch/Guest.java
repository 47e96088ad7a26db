package io.gossamer.train.launch;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.admission.Invitation;
import io.gossamer.net.identity.NodeKey;
import io.gossamer.net.rendezvous.JoinRequest;
import io.gossamer.net.rendezvous.Rendezvous;
import io.gossamer.net.secure.SecureWorld;
import io.gossamer.net.shape.PairRates;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Endpoint;
import io.gossamer.train.job.Job;
import io.gossamer.train.job.Undertaking;
import io.gossamer.train.run.Json;
import io.gossamer.train.run.RunDirectory;
import io.gossamer.train.run.RunResult;
import io.gossamer.train.worker.Credentials;
import io.gossamer.train.worker.Wish;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Workers of this machine in a run that somebody else began and that listens ({@link Launcher}). They learn from its
 * coordinator what is trained, take over from the others where these are, and leave when they are asked to; the others go
 * on.
 */
public final class Guest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Endpoint coordinator;
    private final Invitation invitation;
    private final RunListener listener;
    private final AtomicBoolean leaving = new AtomicBoolean();

    /**
     * @param coordinator where the run listens
     * @param invitation to it
     */
    public Guest(Endpoint coordinator, Invitation invitation, RunListener listener) {
        this.coordinator = coordinator;
        this.invitation = invitation;
        this.listener = listener;
    }

    /**
     * What is trained there.
     *
     * @param data where this machine keeps the data
     * @throws GossamerException if the run cannot be reached, does not know the invitation, or needs data that is not here
     */
    public Undertaking ask(Optional<Path> data) throws InterruptedException {
        Undertaking undertaking = ask();
        Job job = undertaking.job();
        if (job.data().isPresent() && data.isEmpty()) {
            throw new GossamerException(
                    "The run at " + coordinator + " learns " + job.task() + " from files",
                    "Name the same files on this machine with --data.");
        }
        Optional<String> here =
                data.map(path -> path.toAbsolutePath().normalize().toString());
        return new Undertaking(job.withData(here), undertaking.connections());
    }

    private Undertaking ask() throws InterruptedException {
        Credentials credentials = Credentials.amongInvited(NodeKey.create(), invitation.host());
        JoinRequest request = new JoinRequest(
                invitation.token(),
                OptionalInt.empty(),
                TcpWorld.processName(),
                PATIENCE,
                PairRates.NONE,
                Optional.of(invitation.host()));
        try (TcpWorld world = new TcpWorld();
                SecureWorld secure = credentials.secure(world)) {
            String charter = Rendezvous.ask(secure, coordinator, request).text();
            return Json.read(charter, Undertaking.class, "What is trained at " + coordinator);
        }
    }

    /**
     * Takes part to the end of the run, or until it leaves.
     *
     * @param undertaking what {@link #ask} told
     * @param workers how many of this machine
     * @param out the folder for what this machine tells of the run, which must not hold one yet
     * @return empty if it left before anything was evaluated
     * @throws GossamerException if there are no workers, or this machine's part fails
     */
    public Optional<RunResult> takePart(Undertaking undertaking, int workers, Path out) throws InterruptedException {
        if (workers < 1) {
            throw new GossamerException(workers + " workers take no part", "Set --workers to 1 or more.");
        }
        Job job = undertaking.job();
        RunDirectory directory = RunDirectory.create(out, job);
        String method = job.methods().getFirst();
        directory.method(method).create();
        Optional<RunResult> result = new MethodRun(
                        job, method, directory, listener, OnLoss.CONTINUE, undertaking.connections())
                .train(
                        (world, notices) -> new ForeignVenue(coordinator, invitation),
                        Collections.nCopies(workers, Optional.empty()),
                        () -> leaving.get() ? Wish.LEAVE : Wish.GO_ON)
                .map(one -> new RunResult(job.task(), job.model(), workers, job.link(), job.seed(), List.of(one)));
        result.ifPresent(directory::write);
        return result;
    }

    /** Asks the workers to leave after the step that they are in. Safe to call from a signal handler. */
    public void requestLeave() {
        leaving.set(true);
    }
}

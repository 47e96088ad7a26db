package io.gossamer.train.launch;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.admission.Invitation;
import io.gossamer.net.admission.Invitations;
import io.gossamer.net.collective.PeerFailureException;
import io.gossamer.net.rendezvous.Charter;
import io.gossamer.net.rendezvous.Coordinator;
import io.gossamer.net.rendezvous.Reception;
import io.gossamer.net.rendezvous.ReplicaSet;
import io.gossamer.net.rendezvous.ViewCoordinator;
import io.gossamer.net.secure.SecureWorld;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.World;
import io.gossamer.train.job.Job;
import io.gossamer.train.run.Json;
import io.gossamer.train.worker.Credentials;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A coordinator in the launcher's own process. */
final class OwnVenue implements Venue {
    private static final Logger LOG = LoggerFactory.getLogger(OwnVenue.class);
    /** Starting many processes on a busy machine takes its time; one that dies meanwhile is noticed at once. */
    private static final Duration GATHERING = Duration.ofMinutes(3);
    /** An invitation for others is good for as long as there is somebody to come to. */
    private static final Duration FOR_EVER = Duration.ofDays(365);

    private final Job job;
    /** Whether others can join. */
    private final boolean isPublic;

    private final RunKeys keys;
    private final Invitations invitations;
    private final Optional<SecureWorld> secure;
    private final Reception meeting;

    /**
     * Opens it.
     *
     * @param elastic whether workers may come and go
     * @param listen where others may join, too; nobody else if empty
     * @param notices told why, if the workers do not come together
     */
    OwnVenue(
            Job job, boolean elastic, Optional<Endpoint> listen, TcpWorld world, Consumer<WorkerFleet.Notice> notices) {
        this.job = job;
        this.isPublic = listen.isPresent();
        this.keys = new RunKeys(job, isPublic);
        this.invitations = new Invitations(world);
        this.secure = keys.ofHost().map(own -> own.secure(world));
        this.meeting = open(elastic, listen.orElse(THIS_MACHINE), world);
        world.spawn("coordinator", () -> coordinate(notices));
    }

    private Reception open(boolean elastic, Endpoint here, TcpWorld below) {
        World world = secure.isPresent() ? secure.get() : below;
        try {
            return elastic
                    ? new ViewCoordinator(
                            world, ReplicaSet.alone(here), invitations, new Charter(Json.line(job)), job.silence())
                    : new Coordinator(world, here, job.workers(), invitations, GATHERING, job.silence());
        } catch (IOException cannotListen) {
            throw new GossamerException(
                    "Workers cannot meet at " + here + ": " + cannotListen.getMessage(),
                    isPublic
                            ? "Name an address of this machine and a free port after --listen."
                            : "Check that local connections are allowed.",
                    cannotListen);
        }
    }

    private void coordinate(Consumer<WorkerFleet.Notice> notices) {
        try {
            meeting.run();
        } catch (PeerFailureException lost) {
            LOG.debug("The workers have heard it from the coordinator, and report it", lost);
        } catch (GossamerException reason) {
            notices.accept(new WorkerFleet.Notice.Unmet(reason));
        } catch (InterruptedException closing) {
            LOG.debug("The fleet is closed");
        }
    }

    @Override
    public Invitation invitation() {
        return new Invitation(invitations.issue(FOR_EVER, Invitations.UNLIMITED), keys.host());
    }

    @Override
    public List<Endpoint> coordinators() {
        return List.of(meeting.endpoint());
    }

    @Override
    public String token() {
        return invitations.issue(GATHERING, 1);
    }

    @Override
    public Optional<Credentials> credentials(int worker) {
        return keys.ofWorker(worker);
    }

    @Override
    public void close() {
        meeting.close();
        secure.ifPresent(SecureWorld::close);
    }
}

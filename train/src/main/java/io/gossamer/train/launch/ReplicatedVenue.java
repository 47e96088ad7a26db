package io.gossamer.train.launch;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.admission.Invitation;
import io.gossamer.net.admission.Invitations;
import io.gossamer.net.raft.Timing;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.World;
import io.gossamer.train.coordinator.CoordinatorOrders;
import io.gossamer.train.job.Job;
import io.gossamer.train.job.Undertaking;
import io.gossamer.train.run.RunDirectory.MethodDirectory;
import io.gossamer.train.worker.Credentials;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A coordinator of several replicas, each a process of its own, of which a minority may be lost at a time. All prove to be
 * the same node, since it is one that workers and guests look for.
 *
 * <p>One token lets everybody in for as long as the run lasts. Tokens for one use each would not be that: how often one was
 * used, each replica counts for itself, and begins anew when it is started again.
 */
final class ReplicatedVenue implements Venue {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicatedVenue.class);

    private final Undertaking undertaking;
    private final RunKeys keys;
    private final String token;
    private final String secret;
    private final CoordinatorSet replicas;

    /**
     * Starts the replicas, and waits until all listen.
     *
     * @param addresses where the replicas are to listen, and where else if they cannot
     * @param folder of the method, for their logs
     * @param notices told when one of them is lost
     * @throws GossamerException if they cannot listen anywhere
     */
    ReplicatedVenue(
            Job job,
            Terms terms,
            Iterator<List<Endpoint>> addresses,
            MethodDirectory folder,
            World world,
            Consumer<WorkerFleet.Notice> notices)
            throws InterruptedException {
        SecureRandom random = new SecureRandom();
        this.undertaking = new Undertaking(job, terms.connections());
        this.keys = new RunKeys(job, terms.listen().isPresent());
        this.token = Invitations.token(random);
        this.secret = Invitations.token(random);
        this.replicas = open(addresses, folder, world, notices);
    }

    /** How long workers must at least wait for a coordinator that leads: two may have to be elected, one after the other. */
    static Duration leastPatience() {
        return Timing.DEFAULT.longest().multipliedBy(2).plus(Timing.DEFAULT.electionTimeout());
    }

    private CoordinatorSet open(
            Iterator<List<Endpoint>> addresses,
            MethodDirectory folder,
            World world,
            Consumer<WorkerFleet.Notice> notices)
            throws InterruptedException {
        while (true) {
            List<Endpoint> here = addresses.next();
            try {
                return new CoordinatorSet(world, here, (own, storage) -> orders(own, here, storage), folder, notices);
            } catch (GossamerException obstacle) {
                if (!addresses.hasNext()) {
                    throw obstacle;
                }
                LOG.info("Coordinators try other addresses: {}", obstacle.getMessage());
            }
        }
    }

    private CoordinatorOrders orders(int own, List<Endpoint> here, Path storage) {
        List<String> all = here.stream().map(Endpoint::toString).toList();
        return new CoordinatorOrders(own, all, secret, token, storage.toString(), undertaking, keys.ofHost());
    }

    @Override
    public List<Endpoint> coordinators() {
        return replicas.endpoints();
    }

    @Override
    public Invitation invitation() {
        return new Invitation(token, keys.host());
    }

    @Override
    public String token() {
        return token;
    }

    @Override
    public Optional<Credentials> credentials(int worker) {
        return keys.ofWorker(worker);
    }

    @Override
    public void close() {
        replicas.close();
    }
}

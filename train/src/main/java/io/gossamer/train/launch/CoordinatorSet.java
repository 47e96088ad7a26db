package io.gossamer.train.launch;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Mailbox;
import io.gossamer.net.world.World;
import io.gossamer.train.coordinator.CoordinatorOrders;
import io.gossamer.train.run.Folders;
import io.gossamer.train.run.RunDirectory.MethodDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replicas of a coordinator. Closing it leaves neither them nor what they stored: a run that goes on later is a new
 * group, whose members know nothing of the old one. As the secrets of the group are in it, it is no part of the run's
 * folder, which people show to each other, but lies where this user alone can read it.
 */
final class CoordinatorSet implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorSet.class);
    private static final Duration STARTING = Duration.ofMinutes(1);

    /** What each of them is told. */
    interface Briefing {
        /** @param folder of its own, for what it stores */
        CoordinatorOrders orders(int own, Path folder);
    }

    private final List<Endpoint> endpoints;
    private final List<CoordinatorReplica> replicas = new ArrayList<>();
    private final Path storage;

    /**
     * Starts them, and waits until all listen.
     *
     * @param endpoints where each of them is to listen
     * @param folder of the method, for their logs
     * @param notices told when one of them is lost
     * @throws GossamerException why one of them cannot listen
     */
    CoordinatorSet(
            World world,
            List<Endpoint> endpoints,
            Briefing briefing,
            MethodDirectory folder,
            Consumer<WorkerFleet.Notice> notices)
            throws InterruptedException {
        Mailbox<Optional<GossamerException>> openings = world.mailbox(endpoints.size());
        this.endpoints = endpoints;
        this.storage = createStorage();
        boolean open = false;
        try {
            for (int own = 0; own < endpoints.size(); own++) {
                CoordinatorOrders orders = briefing.orders(own, storage.resolve(Integer.toString(own)));
                Path log = folder.coordinatorLog(own);
                replicas.add(new CoordinatorReplica(world, orders, log, openings, notices));
            }
            replicas.forEach(CoordinatorReplica::start);
            awaitAll(openings);
            open = true;
        } finally {
            if (!open) {
                close();
            }
        }
    }

    List<Endpoint> endpoints() {
        return endpoints;
    }

    private static Path createStorage() {
        try {
            return Files.createTempDirectory("gossamer-coordinators");
        } catch (IOException unwritable) {
            throw new GossamerException(
                    "There is no room for what coordinators must not forget: " + unwritable.getMessage(),
                    "Check the system's folder for temporary files.",
                    unwritable);
        }
    }

    private void awaitAll(Mailbox<Optional<GossamerException>> openings) throws InterruptedException {
        for (int opened = 0; opened < replicas.size(); opened++) {
            Optional<GossamerException> obstacle = openings.take(STARTING)
                    .orElseGet(() -> Optional.of(new GossamerException(
                            "Not all coordinators have started within " + STARTING.toSeconds() + " s",
                            "Look at their logs, or use fewer.")));
            if (obstacle.isPresent()) {
                throw obstacle.get();
            }
        }
    }

    @Override
    public void close() {
        replicas.forEach(CoordinatorReplica::close);
        try {
            for (CoordinatorReplica replica : replicas) {
                if (!replica.awaitEnd()) {
                    LOG.warn("A coordinator was told to end and has not ended yet");
                }
            }
            Folders.delete(storage);
        } catch (IOException e) {
            LOG.warn("{} is left behind", storage, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

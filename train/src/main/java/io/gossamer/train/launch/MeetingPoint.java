package io.gossamer.train.launch;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.admission.Invitations;
import io.gossamer.net.rendezvous.Coordinator;
import io.gossamer.net.rendezvous.ViewCoordinator;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.World;
import io.gossamer.train.job.Job;
import java.io.IOException;
import java.time.Duration;

/** Where the workers of a run find each other: one that wants all of them to the end, or one that lets them come and go. */
sealed interface MeetingPoint extends AutoCloseable {
    /** Starting many processes on a busy machine takes its time; one that dies meanwhile is noticed at once. */
    Duration GATHERING = Duration.ofMinutes(3);

    /** Where workers find it. */
    Endpoint endpoint();

    /** Serves until all have left, or it is closed. */
    void run() throws InterruptedException;

    @Override
    void close();

    /** Listens on this machine. */
    static MeetingPoint open(World world, Job job, Invitations invitations, boolean elastic) {
        Endpoint here = new Endpoint("127.0.0.1", 0);
        try {
            return elastic
                    ? new Elastic(new ViewCoordinator(world, here, invitations, job.silence()))
                    : new Fixed(new Coordinator(world, here, job.workers(), invitations, GATHERING, job.silence()));
        } catch (IOException cannotListen) {
            throw new GossamerException(
                    "Workers cannot meet on this machine: " + cannotListen.getMessage(),
                    "Check that local connections are allowed.",
                    cannotListen);
        }
    }

    /** Of workers who are the same from start to end. */
    record Fixed(Coordinator coordinator) implements MeetingPoint {
        @Override
        public Endpoint endpoint() {
            return coordinator.endpoint();
        }

        @Override
        public void run() throws InterruptedException {
            coordinator.run();
        }

        @Override
        public void close() {
            coordinator.close();
        }
    }

    /** Of workers who come and go. */
    record Elastic(ViewCoordinator coordinator) implements MeetingPoint {
        @Override
        public Endpoint endpoint() {
            return coordinator.endpoint();
        }

        @Override
        public void run() throws InterruptedException {
            coordinator.run();
        }

        @Override
        public void close() {
            coordinator.close();
        }
    }
}

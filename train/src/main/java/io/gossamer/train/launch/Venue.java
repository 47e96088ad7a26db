package io.gossamer.train.launch;

import io.gossamer.net.admission.Invitation;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Endpoint;
import io.gossamer.train.worker.Credentials;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Where the workers of a fleet meet each other and, if they are not the only ones, others. */
interface Venue extends AutoCloseable {
    /** This machine, at whatever port is free: where others cannot come. */
    Endpoint THIS_MACHINE = new Endpoint("127.0.0.1", 0);

    /** Makes it ready. */
    interface Opening {
        /**
         * Opens it.
         *
         * @param world of the launcher
         * @param notices told what becomes of it
         */
        Venue open(TcpWorld world, Consumer<WorkerFleet.Notice> notices) throws InterruptedException;
    }

    /** Where it is: the coordinator's address, or those of its replicas. */
    List<Endpoint> coordinators();

    /** What lets in any number of others, where others can come. */
    Invitation invitation();

    /** What lets one worker in. */
    String token();

    /** What a worker proves itself by; empty where TLS is turned off. */
    Optional<Credentials> credentials(int worker);

    @Override
    void close();
}

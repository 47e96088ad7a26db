package io.gossamer.train.launch;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Endpoint;
import io.gossamer.train.worker.Credentials;
import java.util.Optional;
import java.util.function.Consumer;

/** Where the workers of a fleet meet each other and, if they are not the only ones, others. */
interface Venue extends AutoCloseable {
    /** Makes it ready. */
    interface Opening {
        /**
         * Opens it.
         *
         * @param world of the launcher
         * @param unmet told why, if the workers do not come together
         */
        Venue open(TcpWorld world, Consumer<GossamerException> unmet);
    }

    Endpoint coordinator();

    /** What lets one worker in. */
    String token();

    /** What a worker proves itself by; empty where TLS is turned off. */
    Optional<Credentials> credentials(int worker);

    @Override
    void close();
}

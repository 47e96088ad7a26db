package io.gossamer.net.world;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Accepts connections. */
public interface Listener extends AutoCloseable {
    /** Where it listens, with the port that was picked. */
    Endpoint endpoint();

    /** The next connection; empty if the timeout came first. */
    Optional<Connection> accept(Duration timeout) throws IOException, InterruptedException;

    @Override
    void close();
}

package io.gossamer.net.rendezvous;

import io.gossamer.net.world.Endpoint;

/** Where the members of a run find each other. It listens from the start. */
public interface Reception extends AutoCloseable {
    /** Where members find it. */
    Endpoint endpoint();

    /** Serves until all members have left, or until it is closed. */
    void run() throws InterruptedException;

    @Override
    void close();
}

package io.gossamer.net.simulation;

import java.time.Duration;

/**
 * What a node did during a simulation, over all its processes, in virtual time.
 *
 * @param alive how long one of its processes ran, frozen or not
 * @param computing how long it computed by {@link SimulatedWorld#compute}
 * @param sending how long its bytes occupied its upload; it may compute meanwhile. Zero where its rate is unlimited
 * @param bytesSent what left it for other nodes, without headers below TCP; loopback does not count
 * @param bytesReceived what reached it from other nodes, read or not
 * @param processes how often it was started
 */
public record NodeUsage(
        Duration alive, Duration computing, Duration sending, long bytesSent, long bytesReceived, int processes) {
    /** How long it was alive and computed nothing. */
    public Duration waiting() {
        return alive.minus(computing);
    }
}

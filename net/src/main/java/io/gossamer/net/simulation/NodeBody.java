package io.gossamer.net.simulation;

/**
 * What a node does. When it returns, the process ends: tasks that still run are unwound and connections closed, as the
 * operating system does it.
 */
@FunctionalInterface
public interface NodeBody {
    void run(SimulatedWorld world) throws Exception;
}

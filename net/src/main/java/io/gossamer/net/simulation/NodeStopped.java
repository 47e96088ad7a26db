package io.gossamer.net.simulation;

/**
 * Unwinds the tasks of a node that no longer exists. An {@link Error}, so that code which handles failures lets it
 * pass; catching it changes nothing, since every further operation on the world throws it again.
 */
final class NodeStopped extends Error {
    private static final long serialVersionUID = 1;

    NodeStopped(String node) {
        super("node " + node + " no longer runs", null, false, false);
    }
}

package io.gossamer.net.admission;

import io.gossamer.net.identity.NodeId;
import java.util.Optional;

/** Decides which nodes may connect. Asked at every connection, dialled or accepted, by any task; it must not wait. */
@FunctionalInterface
public interface Admission {
    /** Why {@code node} is not let in, to be told to it too; empty if it is. */
    Optional<String> objection(NodeId node);

    /** Whoever has a key, for doors at which an invitation is asked for next. */
    static Admission anybody() {
        return node -> Optional.empty();
    }
}

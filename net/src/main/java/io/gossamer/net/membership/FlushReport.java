package io.gossamer.net.membership;

import java.util.Map;
import java.util.Set;

/**
 * Where a member stands when a view ends. It sends and takes nothing more in that view.
 *
 * @param settled for each tag, how many operations are over, whatever became of them
 * @param complete which of those that are under way have their whole result here
 * @param partial which have not
 * @param kept which of all that are whole here this member can still give to others
 */
public record FlushReport(
        Map<Long, Long> settled, Set<OperationId> complete, Set<OperationId> partial, Set<OperationId> kept) {
    public FlushReport {
        settled = Map.copyOf(settled);
        complete = Set.copyOf(complete);
        partial = Set.copyOf(partial);
        kept = Set.copyOf(kept);
    }

    /** Whether the operation's result is, or was, whole here. */
    boolean hasWhole(OperationId operation) {
        return complete.contains(operation) || operation.count() < settled.getOrDefault(operation.tag(), 0L);
    }
}

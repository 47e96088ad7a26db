package io.gossamer.net.membership;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where a member stands when a view ends. It sends and takes nothing more in that view.
 *
 * @param settled for each tag, how many operations are over, whatever became of them
 * @param complete which of those that are under way have their whole result here
 * @param partial which have not
 */
public record FlushReport(Map<Long, Long> settled, Set<OperationId> complete, Set<OperationId> partial) {
    /** A member that was never in an operation. */
    public static final FlushReport NOTHING = new FlushReport(Map.of(), Set.of(), Set.of());

    public FlushReport {
        settled = Map.copyOf(settled);
        complete = Set.copyOf(complete);
        partial = Set.copyOf(partial);
    }

    /** Whether the operation's result is, or was, whole here. */
    boolean hasWhole(OperationId operation) {
        return complete.contains(operation) || operation.count() < settled.getOrDefault(operation.tag(), 0L);
    }

    Set<OperationId> underWay() {
        Set<OperationId> all = new TreeSet<>(ViewMachine.ORDER);
        all.addAll(complete);
        all.addAll(partial);
        return all;
    }
}

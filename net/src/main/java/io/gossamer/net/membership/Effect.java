package io.gossamer.net.membership;

import java.util.Map;
import java.util.Set;

/** What a {@link ViewMachine} wants done. */
public sealed interface Effect {
    /**
     * All members are to stop and report.
     *
     * @param view that ends
     */
    record Flush(View view) implements Effect {}

    /**
     * A view begins. Every member is told once, and with it what became of the operations under way in the last one.
     *
     * @param committed those that count, everywhere; all others under way are to leave no trace
     * @param donors who gives the result of a committed operation to those that lack it, where somebody does
     * @param newcomers members that were not in the last view
     */
    record Install(View view, Set<OperationId> committed, Map<OperationId, Long> donors, Set<Long> newcomers)
            implements Effect {
        public Install {
            committed = Set.copyOf(committed);
            donors = Map.copyOf(donors);
            newcomers = Set.copyOf(newcomers);
        }
    }

    /**
     * All have voted, and the view goes on.
     *
     * @param view in which
     */
    record Agreed(View view, Ballot ballot) implements Effect {}

    /** Somebody is shut out; it is no member and no applicant any more. */
    record Expel(long member, String reason) implements Effect {}
}

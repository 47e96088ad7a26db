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
     * @param donations of committed operations whose result some lack
     * @param newcomers members that were not in the last view
     * @param reconnect members between whom the connection failed
     */
    record Install(
            View view,
            Set<OperationId> committed,
            Map<OperationId, Donation> donations,
            Set<Long> newcomers,
            Set<Pair> reconnect)
            implements Effect {
        public Install {
            committed = Set.copyOf(committed);
            donations = Map.copyOf(donations);
            newcomers = Set.copyOf(newcomers);
            reconnect = Set.copyOf(reconnect);
        }
    }

    /**
     * All have voted, nothing follows from it, and the view goes on.
     *
     * @param view in which
     */
    record Agreed(View view) implements Effect {}

    /** Somebody is shut out; it is no member and no applicant any more. */
    record Expel(long member, String reason) implements Effect {}
}

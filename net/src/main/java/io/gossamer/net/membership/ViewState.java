package io.gossamer.net.membership;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All that a {@link ViewMachine} stands on, in place of the commands that brought it there.
 *
 * @param applicants in the order of coming
 * @param votes what who has voted for
 * @param suspicions between whom something went wrong before this view
 * @param broken the same in this view
 * @param charges who says that a member breaks the rules, by that member
 * @param over whether the last member has said goodbye
 */
public record ViewState(
        View view,
        List<Long> applicants,
        Map<Long, Ballot> votes,
        boolean flushing,
        Map<Long, FlushReport> reports,
        Set<Pair> suspicions,
        Set<Pair> broken,
        Map<Long, Set<Long>> charges,
        boolean over) {
    public ViewState {
        applicants = List.copyOf(applicants);
        votes = Map.copyOf(votes);
        reports = Map.copyOf(reports);
        suspicions = Set.copyOf(suspicions);
        broken = Set.copyOf(broken);
        charges = charges.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> Set.copyOf(entry.getValue())));
    }
}

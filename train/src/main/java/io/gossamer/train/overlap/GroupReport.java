package io.gossamer.train.overlap;

import io.gossamer.core.state.StateSize;
import io.gossamer.core.state.Stateful;
import io.gossamer.net.collective.Group;
import io.gossamer.train.exchange.Note;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a worker in a group keeps of the optimisers' state, and what it says in its group and among the groups. */
final class GroupReport {
    private final Group all;
    private final Optional<WorkerGroups.Cut> groups;
    private final Stateful inner;
    private final Stateful outer;
    private long steps;
    private long inside;
    private long across;

    /** Counts from here on; what is said between steps, as for evaluations, is counted as well. */
    GroupReport(Group all, Optional<WorkerGroups.Cut> groups, Stateful inner, Stateful outer) {
        this.all = all;
        this.groups = groups;
        this.inner = inner;
        this.outer = outer;
        groups.ifPresent(cut -> {
            inside = sent(cut.inside());
            across = sent(cut.across());
        });
    }

    private static long sent(Group group) {
        return group.traffic().sent().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Tells after the last step; nothing before, or where nobody is in a group. */
    Optional<Note> after(boolean last) {
        steps++;
        return last ? groups.map(this::note) : Optional.empty();
    }

    private Note note(WorkerGroups.Cut cut) {
        long innerBytes = StateSize.of(inner);
        long outerBytes = StateSize.of(outer);
        double insideBytes = (double) (sent(cut.inside()) - inside) / steps;
        double acrossBytes = (double) (sent(cut.across()) - across) / steps;
        return new Note(
                String.format(
                        Locale.ROOT,
                        "%d groups of %d workers: a worker keeps %d bytes of the inner optimiser's state and %d of the outer's, and"
                                + " sends %.0f bytes a step in its group and %.0f to the others.",
                        all.size() / cut.inside().size(),
                        cut.inside().size(),
                        innerBytes,
                        outerBytes,
                        insideBytes,
                        acrossBytes),
                Map.of(
                        "innerStateBytes",
                        (double) innerBytes,
                        "outerStateBytes",
                        (double) outerBytes,
                        "bytesPerStepInside",
                        insideBytes,
                        "bytesPerStepAcross",
                        acrossBytes));
    }
}

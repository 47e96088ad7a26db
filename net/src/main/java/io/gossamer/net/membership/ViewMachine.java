package io.gossamer.net.membership;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Decides on the succession of views: a function of the commands in their order, without clock, network or chance, so
 * that replicas that take the same commands stand alike.
 *
 * <p>A view ends when a member is lost or suspected. All that are left then report where they stand. An operation
 * counts if its result is whole on all of them, or on one that can still give it to the others; so it counts if one of
 * them has already handed it out, for a member that hands a result out knows that all have it, or keeps it. What does not
 * count is undone by all. So survivors agree on every operation, and one without failure costs the coordinator nothing.
 */
public final class ViewMachine {
    static final Comparator<OperationId> ORDER =
            Comparator.comparingLong(OperationId::tag).thenComparingLong(OperationId::count);

    private View view = new View(0, List.of());
    private final Set<Long> applicants = new LinkedHashSet<>();
    private final Map<Long, Ballot> votes = new TreeMap<>();
    private boolean flushing;
    private final Map<Long, FlushReport> reports = new LinkedHashMap<>();
    /** Between whom something went wrong before this view; which of them is to blame, nobody knows. */
    private final Set<Pair> suspicions = new LinkedHashSet<>();

    /** The same in this view. */
    private final Set<Pair> broken = new LinkedHashSet<>();

    /** Who says that a member breaks the rules, by that member. */
    private final Map<Long, Set<Long>> charges = new TreeMap<>();

    private boolean over;

    /** One that has taken nothing yet. */
    public ViewMachine() {}

    /** One that stands where another stood. */
    public ViewMachine(ViewState state) {
        view = state.view();
        applicants.addAll(state.applicants());
        votes.putAll(state.votes());
        flushing = state.flushing();
        reports.putAll(state.reports());
        suspicions.addAll(state.suspicions());
        broken.addAll(state.broken());
        state.charges().forEach((accused, accusers) -> charges.put(accused, new TreeSet<>(accusers)));
        over = state.over();
    }

    /** Where it stands. */
    public ViewState state() {
        return new ViewState(
                view, List.copyOf(applicants), votes, flushing, reports, suspicions, broken, charges, over);
    }

    /** The view that counts, or, while it is being flushed, counted last. */
    public View view() {
        return view;
    }

    /** Who waits to come in, in the order of coming. */
    public Set<Long> applicants() {
        return Set.copyOf(applicants);
    }

    /** Takes one command and says what is to be done. */
    public List<Effect> take(Command command) {
        List<Effect> effects = new ArrayList<>();
        switch (command) {
            case Command.Apply apply -> apply(apply, effects);
            case Command.Leave leave -> leave(leave.member(), effects);
            case Command.Lose lose -> lose(lose.member(), effects);
            case Command.Suspect suspect -> suspect(suspect, effects);
            case Command.Vote vote -> vote(vote, effects);
            case Command.Flushed flushed -> flushed(flushed, effects);
        }
        return effects;
    }

    private void apply(Command.Apply apply, List<Effect> effects) {
        if (view.has(apply.member()) || !applicants.add(apply.member())) {
            throw new IllegalArgumentException("member " + apply.member() + " is known already");
        }
        if (over) {
            expelApplicants(effects);
        }
        settle(effects);
    }

    private void leave(long member, List<Effect> effects) {
        if (view.ring().equals(List.of(member))) {
            over = true;
            expelApplicants(effects);
        }
        lose(member, effects);
    }

    private void expelApplicants(List<Effect> effects) {
        applicants.forEach(applicant -> effects.add(new Effect.Expel(applicant, "the group is over")));
        applicants.clear();
    }

    private void lose(long member, List<Effect> effects) {
        applicants.remove(member);
        if (view.has(member)) {
            remove(member);
            startFlush(effects);
        }
        settle(effects);
    }

    private void remove(long member) {
        view = new View(
                view.number(),
                view.ring().stream().filter(other -> other != member).toList());
        votes.remove(member);
        reports.remove(member);
        charges.remove(member);
    }

    private void startFlush(List<Effect> effects) {
        if (!flushing) {
            flushing = true;
            votes.clear();
            effects.add(new Effect.Flush(view));
        }
    }

    private void suspect(Command.Suspect suspect, List<Effect> effects) {
        if (!counts(suspect.member(), suspect.view())) {
            return;
        }
        if (view.has(suspect.suspect())) {
            Pair pair = Pair.of(suspect.member(), suspect.suspect());
            boolean again = suspicions.contains(pair);
            broken.add(pair);
            if (suspect.charged()) {
                charges.computeIfAbsent(suspect.suspect(), key -> new TreeSet<>())
                        .add(suspect.member());
            }
            // Of a bad connection nobody knows which end is to blame, so the first time it is only made anew, and the
            // next time the member that came later goes.
            if (isChargedByMost(suspect.suspect())) {
                expel(suspect.suspect(), "most other members say that it breaks the rules", effects);
            } else if (again) {
                expel(pair.other(), "the connection between it and another member fails again and again", effects);
            }
        }
        startFlush(effects);
        settle(effects);
    }

    /** One member's word against another's counts for nothing; that of more than half of the others, and of two, does. */
    private boolean isChargedByMost(long member) {
        long accusers = charges.getOrDefault(member, Set.of()).stream()
                .filter(view::has)
                .count();
        return accusers > 1 && 2 * accusers > view.size() - 1;
    }

    private void expel(long member, String reason, List<Effect> effects) {
        remove(member);
        effects.add(new Effect.Expel(member, reason));
    }

    private void vote(Command.Vote vote, List<Effect> effects) {
        if (flushing || !counts(vote.member(), vote.view())) {
            return;
        }
        if (votes.containsKey(vote.member())
                || votes.values().stream().anyMatch(other -> differ(other, vote.ballot()))) {
            expel(vote.member(), "it is out of step with the others", effects);
            startFlush(effects);
        } else {
            votes.put(vote.member(), vote.ballot());
        }
        settle(effects);
    }

    /** Whether they are not about the same. */
    private static boolean differ(Ballot one, Ballot other) {
        return one instanceof Ballot.Admit != other instanceof Ballot.Admit;
    }

    private void flushed(Command.Flushed flushed, List<Effect> effects) {
        if (flushing && counts(flushed.member(), flushed.view())) {
            reports.put(flushed.member(), flushed.report());
            settle(effects);
        }
    }

    /** What was said in an earlier view, or by who is not in, has no meaning any more. */
    private boolean counts(long member, long number) {
        return number == view.number() && view.has(member);
    }

    /** Lets everything happen on which all are agreed. */
    private void settle(List<Effect> effects) {
        if (view.size() == 0) {
            beginAnew(effects);
        } else if (flushing) {
            if (reports.size() == view.size()) {
                installSurvivors(effects);
            }
        } else if (votes.size() == view.size()) {
            decide(Set.copyOf(votes.values()), effects);
        }
    }

    /** Nobody is in, so those who wait need nobody's consent. */
    private void beginAnew(List<Effect> effects) {
        flushing = false;
        if (!applicants.isEmpty()) {
            admit(List.of(), effects);
        }
    }

    private void decide(Set<Ballot> ballots, List<Effect> effects) {
        votes.clear();
        Ballot ballot = ballots.iterator().next();
        if (ballot instanceof Ballot.Admit && !applicants.isEmpty()) {
            admit(view.ring(), effects);
        } else if (ballot instanceof Ballot.Reorder(List<Long> ring) && ballots.size() == 1 && holdsAll(ring)) {
            begin(ring);
            effects.add(new Effect.Install(view, Set.of(), Map.of(), Set.of(), Set.of()));
        } else {
            effects.add(new Effect.Agreed(view));
        }
    }

    private boolean holdsAll(List<Long> ring) {
        return ring.stream()
                .sorted()
                .toList()
                .equals(view.ring().stream().sorted().toList());
    }

    private void admit(List<Long> members, List<Effect> effects) {
        Set<Long> newcomers = new LinkedHashSet<>(applicants);
        applicants.clear();
        List<Long> ring = new ArrayList<>(members);
        ring.addAll(newcomers);
        begin(ring);
        effects.add(new Effect.Install(view, Set.of(), Map.of(), newcomers, Set.of()));
    }

    private void installSurvivors(List<Effect> effects) {
        Set<OperationId> committed = new TreeSet<>(ORDER);
        Map<OperationId, Donation> donations = new TreeMap<>(ORDER);
        for (OperationId operation : underWay()) {
            if (reports.values().stream().allMatch(report -> report.hasWhole(operation))) {
                committed.add(operation);
            } else {
                donor(operation).ifPresent(donor -> {
                    committed.add(operation);
                    donations.put(operation, new Donation(donor, lacking(operation)));
                });
            }
        }
        broken.removeIf(pair -> !view.has(pair.one()) || !view.has(pair.other()));
        Set<Pair> reconnect = Set.copyOf(broken);
        begin(view.ring());
        effects.add(new Effect.Install(view, committed, donations, Set.of(), reconnect));
    }

    private Set<OperationId> underWay() {
        Set<OperationId> all = new TreeSet<>(ORDER);
        reports.values().forEach(report -> {
            all.addAll(report.complete());
            all.addAll(report.partial());
        });
        return all;
    }

    private Optional<Long> donor(OperationId operation) {
        return view.ring().stream()
                .filter(member -> reports.get(member).kept().contains(operation))
                .findFirst();
    }

    private Set<Long> lacking(OperationId operation) {
        return view.ring().stream()
                .filter(member -> !reports.get(member).hasWhole(operation))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private void begin(List<Long> ring) {
        view = new View(view.number() + 1, ring);
        flushing = false;
        reports.clear();
        suspicions.addAll(broken);
        suspicions.removeIf(pair -> !view.has(pair.one()) || !view.has(pair.other()));
        broken.clear();
    }
}

package io.gossamer.net.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides whose shared state counts, and who fetches what from whom. A function of the members' offers alone. Source:
 * Prime Collective Communications Library (arXiv 2505.14065), shared state; here what is missing comes from all who have
 * it, not from one.
 */
public final class Election {
    /** What a member is to do. */
    public sealed interface Fate {
        /** It holds what counts. */
        record Clean() implements Fate {}

        /**
         * It lacks something.
         *
         * @param sources the names to fetch, by the member to fetch them from
         */
        record Fetch(Map<Long, List<String>> sources) implements Fate {}

        /** It cannot go on with the others. */
        record Expelled(String reason) implements Fate {}
    }

    /**
     * What comes of a synchronisation.
     *
     * @param revision that all who stay now hold
     * @param contents that all who stay are to hold
     */
    public record Outcome(long revision, SortedMap<String, Content> contents, Map<Long, Fate> fates) {}

    private static final Fate CLEAN = new Fate.Clean();

    private final Map<Long, Offer> offers;
    private final Map<Long, Fate> fates = new LinkedHashMap<>();

    private Election(Map<Long, Offer> offers) {
        this.offers = new LinkedHashMap<>(offers);
    }

    /**
     * Decides.
     *
     * @param expected the revision that who took part in the last synchronisation must hold; empty before the first one,
     *     when a run may go on from any
     * @param offers by member, in the order of the ring
     */
    public static Outcome hold(OptionalLong expected, Map<Long, Offer> offers) {
        return new Election(offers).decide(expected);
    }

    private Outcome decide(OptionalLong expected) {
        requireOneKind();
        long revision =
                expected.orElseGet(() -> left().filter(entry -> entry.getValue().part() != Offer.Part.RECEIVE_ONLY)
                        .mapToLong(entry -> entry.getValue().revision())
                        .max()
                        .orElse(0));
        expelWhere(
                offer -> offer.revision() > revision,
                offer -> "its shared state has revision %d, where %d comes next".formatted(offer.revision(), revision));
        SortedMap<String, Content> popular = popular();
        expelWhere(offer -> !sameShape(offer.entries(), popular), offer -> "its shared state holds other arrays");
        List<Map.Entry<Long, Offer>> left = left().toList();
        for (var member : left) {
            fates.put(member.getKey(), fate(member.getValue(), popular, left));
        }
        return new Outcome(revision, popular, Map.copyOf(fates));
    }

    /** Either what most hold counts for all, or some give and others take. */
    private void requireOneKind() {
        if (offers.values().stream().anyMatch(offer -> offer.part() == Offer.Part.POPULAR)) {
            expelWhere(
                    offer -> offer.part() != Offer.Part.POPULAR,
                    offer -> "it wants to give or take, where others want what most hold");
        }
    }

    private Stream<Map.Entry<Long, Offer>> left() {
        return offers.entrySet().stream().filter(entry -> !fates.containsKey(entry.getKey()));
    }

    private void expelWhere(Predicate<Offer> condition, Function<Offer, String> reason) {
        for (var member : left().toList()) {
            if (condition.test(member.getValue())) {
                fates.put(member.getKey(), new Fate.Expelled(reason.apply(member.getValue())));
            }
        }
    }

    /** What most of those hold who may give and are furthest; among equally many, who comes first in the ring. */
    private SortedMap<String, Content> popular() {
        List<Offer> candidates = left().map(Map.Entry::getValue)
                .filter(offer -> offer.part() != Offer.Part.RECEIVE_ONLY)
                .toList();
        long furthest = candidates.stream().mapToLong(Offer::revision).max().orElse(0);
        Map<SortedMap<String, Content>, Long> holders = candidates.stream()
                .filter(offer -> offer.revision() == furthest)
                .map(Offer::entries)
                .collect(Collectors.groupingBy(Election::comparable, LinkedHashMap::new, Collectors.counting()));
        long most = holders.values().stream().max(Comparator.naturalOrder()).orElse(0L);
        return holders.entrySet().stream()
                .filter(entry -> entry.getValue() == most)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(TreeMap::new);
    }

    /** Contents that may differ count as equal. */
    private static SortedMap<String, Content> comparable(SortedMap<String, Content> entries) {
        SortedMap<String, Content> same = new TreeMap<>();
        entries.forEach((name, content) ->
                same.put(name, content.mayDiffer() ? new Content(content.type(), content.count(), 0, true) : content));
        return same;
    }

    private static boolean sameShape(SortedMap<String, Content> one, SortedMap<String, Content> other) {
        return one.keySet().equals(other.keySet())
                && one.entrySet().stream().allMatch(entry -> entry.getValue().sameShape(other.get(entry.getKey())));
    }

    private Fate fate(Offer offer, SortedMap<String, Content> popular, List<Map.Entry<Long, Offer>> left) {
        List<String> missing = missing(offer, popular);
        if (missing.isEmpty()) {
            return CLEAN;
        }
        if (offer.part() == Offer.Part.SEND_ONLY) {
            return new Fate.Expelled("it only gives, but lacks " + String.join(", ", missing));
        }
        List<Long> sources = left.stream()
                .filter(member -> member.getValue().part() != Offer.Part.RECEIVE_ONLY)
                .filter(member -> missing(member.getValue(), popular).isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        return new Fate.Fetch(shareOut(missing, popular, sources));
    }

    private static List<String> missing(Offer offer, SortedMap<String, Content> popular) {
        return popular.entrySet().stream()
                .filter(entry -> !offer.entries().get(entry.getKey()).sameBytes(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The largest first, each to the source that has least to give so far. */
    private static Map<Long, List<String>> shareOut(
            List<String> names, SortedMap<String, Content> popular, List<Long> sources) {
        Map<Long, Long> loads = new LinkedHashMap<>();
        sources.forEach(source -> loads.put(source, 0L));
        Map<Long, List<String>> shares = new LinkedHashMap<>();
        names.stream()
                .sorted(Comparator.comparingLong(
                                (String name) -> popular.get(name).count())
                        .reversed()
                        .thenComparing(Comparator.naturalOrder()))
                .forEach(name -> {
                    long source = loads.entrySet().stream()
                            .min(Map.Entry.comparingByValue())
                            .orElseThrow()
                            .getKey();
                    loads.merge(source, popular.get(name).count(), Long::sum);
                    shares.computeIfAbsent(source, key -> new ArrayList<>()).add(name);
                });
        return shares;
    }
}

package io.gossamer.net.state;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides whose shared state counts, and who fetches what from whom. A function of the members' offers alone. Source:
 * Prime Collective Communications Library (arXiv 2505.14065), shared state; here what is missing comes from all who have
 * it, not from one, and of an array only the blocks that differ.
 */
public final class Election {
    /** What a member is to do. */
    public sealed interface Fate {
        /** It holds what counts. */
        record Clean() implements Fate {}

        /**
         * It lacks something.
         *
         * @param sources what to fetch, by the member to fetch it from
         */
        record Fetch(Map<Integer, List<Block>> sources) implements Fate {}

        /** It cannot go on with the others. */
        record Expelled(String reason) implements Fate {}
    }

    /**
     * What comes of a synchronisation.
     *
     * @param revision at which the elected arrays stand
     * @param contents that all who stay are to hold
     * @param fates by member, in the order of the offers
     */
    public record Outcome(long revision, SortedMap<String, Content> contents, Map<Integer, Fate> fates) {}

    private static final Fate CLEAN = new Fate.Clean();

    private final Map<Integer, Offer> offers;
    private final Map<Integer, Holding> holdings = new HashMap<>();
    private final Map<Integer, Fate> fates = new LinkedHashMap<>();

    /** What one or more members hold alike, looked at once for all of them. */
    private static final class Holding {
        private final SortedMap<String, Content> entries;

        Holding(SortedMap<String, Content> entries) {
            this.entries = entries;
        }
    }

    private Election(Map<Integer, Offer> offers) {
        this.offers = new LinkedHashMap<>(offers);
        IdentityHashMap<SortedMap<String, Content>, Holding> same = new IdentityHashMap<>();
        Map<SortedMap<String, Content>, Holding> equal = new HashMap<>();
        offers.forEach((member, offer) -> {
            holdings.put(
                    member,
                    same.computeIfAbsent(offer.entries(), entries -> equal.computeIfAbsent(entries, Holding::new)));
            fates.put(member, CLEAN);
        });
    }

    /**
     * Decides.
     *
     * @param offers by member, in the order of the ring
     */
    public static Outcome hold(Map<Integer, Offer> offers) {
        return new Election(offers).decide();
    }

    private Outcome decide() {
        Map<Integer, Long> accusers = accusers();
        expelWhere(
                (member, offer) -> caughtByMost(accusers.getOrDefault(member, 0L)),
                offer -> "several members got bytes from it that do not fit the hashes it said");
        requireOneKind();
        long revision = revision();
        expelWhere(
                offer -> offer.revision() > revision,
                offer -> "its shared state has revision %d, where %d comes next".formatted(offer.revision(), revision));
        SortedMap<String, Content> popular = popular();
        Set<Holding> others = new HashSet<>(holdings.values());
        others.removeIf(holding -> sameShape(holding.entries, popular));
        expelWhere(
                (member, offer) -> others.contains(holdings.get(member)),
                offer -> "its shared state holds other arrays");
        shareOut(popular);
        return new Outcome(revision, popular, fates);
    }

    // Who may stay

    /** How many others distrust a member, for those whom somebody distrusts. */
    private Map<Integer, Long> accusers() {
        return offers.entrySet().stream()
                .flatMap(other ->
                        other.getValue().distrusted().stream().filter(member -> !member.equals(other.getKey())))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    /** More than half of the others, and not a single one: one member's word stands against another's. */
    private boolean caughtByMost(long accusers) {
        return accusers > 1 && 2 * accusers > offers.size() - 1;
    }

    /** Either what most hold counts for all, or some give and others take. */
    private void requireOneKind() {
        if (offers.values().stream().anyMatch(offer -> offer.part() == Offer.Part.POPULAR)) {
            expelWhere(
                    offer -> offer.part() != Offer.Part.POPULAR,
                    offer -> "it wants to give or take, where others want what most hold");
        } else if (offers.values().stream().noneMatch(Election::gives)) {
            expelWhere(offer -> true, offer -> "all want to take, and nobody gives");
        }
    }

    private static boolean gives(Offer offer) {
        return offer.part() != Offer.Part.RECEIVE_ONLY;
    }

    private Stream<Map.Entry<Integer, Offer>> left() {
        return offers.entrySet().stream()
                .filter(entry -> fates.get(entry.getKey()).equals(CLEAN));
    }

    private void expelWhere(Predicate<Offer> condition, Function<Offer, String> reason) {
        expelWhere((member, offer) -> condition.test(offer), reason);
    }

    private void expelWhere(BiPredicate<Integer, Offer> condition, Function<Offer, String> reason) {
        for (var member : left().toList()) {
            if (condition.test(member.getKey(), member.getValue())) {
                fates.put(member.getKey(), new Fate.Expelled(reason.apply(member.getValue())));
            }
        }
    }

    // What counts

    /**
     * The revision that most of those expect who took part in the last synchronisation; before the first one, when a run
     * may go on from anywhere, the highest that somebody gives.
     */
    private long revision() {
        Map<Long, Long> expectations = left().flatMapToLong(entry -> entry.getValue().expected().stream())
                .boxed()
                .collect(Collectors.groupingBy(Function.identity(), LinkedHashMap::new, Collectors.counting()));
        return mostFrequent(expectations)
                .orElseGet(() -> left().map(Map.Entry::getValue)
                        .filter(Election::gives)
                        .mapToLong(Offer::revision)
                        .max()
                        .orElse(0));
    }

    /** What most of those hold who may give and are furthest. */
    private SortedMap<String, Content> popular() {
        var candidates = left().filter(member -> gives(member.getValue())).toList();
        long furthest = candidates.stream()
                .mapToLong(member -> member.getValue().revision())
                .max()
                .orElse(0);
        Map<Holding, Long> holders = candidates.stream()
                .filter(member -> member.getValue().revision() == furthest)
                .map(member -> holdings.get(member.getKey()))
                .collect(Collectors.groupingBy(Function.identity(), LinkedHashMap::new, Collectors.counting()));
        return mostFrequent(holders).map(holding -> holding.entries).orElseGet(TreeMap::new);
    }

    /** Among equally frequent ones, what comes first in the ring. */
    private static <T> Optional<T> mostFrequent(Map<T, Long> counts) {
        return counts.entrySet().stream()
                .reduce((best, next) -> next.getValue() > best.getValue() ? next : best)
                .map(Map.Entry::getKey);
    }

    private static boolean sameShape(SortedMap<String, Content> one, SortedMap<String, Content> other) {
        return one.keySet().equals(other.keySet())
                && one.entrySet().stream().allMatch(entry -> entry.getValue().sameShape(other.get(entry.getKey())));
    }

    // Who fetches what

    private void shareOut(SortedMap<String, Content> popular) {
        Map<Holding, List<Block>> missing = new LinkedHashMap<>();
        left().map(member -> holdings.get(member.getKey()))
                .forEach(holding -> missing.computeIfAbsent(holding, key -> missing(key.entries, popular)));
        Function<Integer, List<Block>> missingTo = member -> missing.get(holdings.get(member));
        Sources sources = new Sources(
                left().filter(member -> missingTo.apply(member.getKey()).isEmpty() && gives(member.getValue()))
                        .map(Map.Entry::getKey)
                        .toList(),
                block -> block.length(popular.get(block.array()).bytes()));
        for (var member : left().toList()) {
            List<Block> blocks = missingTo.apply(member.getKey());
            if (!blocks.isEmpty()) {
                fates.put(member.getKey(), fate(member.getValue(), blocks, sources));
            }
        }
    }

    private static List<Block> missing(SortedMap<String, Content> entries, SortedMap<String, Content> popular) {
        return popular.entrySet().stream()
                .flatMap(entry -> entry.getValue().differences(entry.getKey(), entries.get(entry.getKey())).stream())
                .toList();
    }

    private static Fate fate(Offer offer, List<Block> missing, Sources sources) {
        if (offer.part() == Offer.Part.SEND_ONLY) {
            Set<String> names = missing.stream().map(Block::array).collect(Collectors.toCollection(TreeSet::new));
            return new Fate.Expelled("it only gives, but lacks " + String.join(", ", names));
        }
        Map<Integer, List<Block>> shares = sources.share(missing, offer.distrusted());
        return shares.isEmpty()
                ? new Fate.Expelled("whatever it gets does not fit its hashes, whoever sends it")
                : new Fate.Fetch(shares);
    }
}

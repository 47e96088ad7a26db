package io.gossamer.net.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.function.ToLongFunction;

/** The members that hold what counts, and how much each is to send to those who lack some of it. */
final class Sources {
    private static final class Source {
        final int member;
        /** In the ring. */
        final int place;
        /** How many bytes it is to send to all. */
        long load;
        /** And to the member whose turn it is. */
        long given;

        Source(int member, int place) {
            this.member = member;
            this.place = place;
        }
    }

    private static final Comparator<Source> LEAST_LOAD =
            Comparator.<Source>comparingLong(source -> source.load).thenComparingInt(source -> source.place);

    private static final Comparator<Source> LEAST_GIVEN =
            Comparator.<Source>comparingLong(source -> source.given).thenComparing(LEAST_LOAD);

    private final ToLongFunction<Block> length;
    private final Queue<Source> sources = new PriorityQueue<>(LEAST_LOAD);

    /**
     * @param members in the order of the ring
     * @param length of a block in bytes, more than none
     */
    Sources(List<Integer> members, ToLongFunction<Block> length) {
        this.length = length;
        for (int member : members) {
            sources.add(new Source(member, sources.size()));
        }
    }

    /**
     * The largest first, each from the source that has least to give to this member so far; of those, least to all.
     *
     * @param blocks that a member lacks
     * @param distrusted from whom it takes nothing
     * @return what it fetches, by source; nothing where it trusts none
     */
    Map<Integer, List<Block>> share(List<Block> blocks, Set<Integer> distrusted) {
        Map<Integer, List<Block>> shares = new LinkedHashMap<>();
        Queue<Source> asked = new PriorityQueue<>(LEAST_GIVEN);
        List<Source> shunned = new ArrayList<>();
        blocks.stream()
                .sorted(Comparator.comparingLong(length).reversed().thenComparing(Comparator.naturalOrder()))
                .forEach(block -> unasked(distrusted, shunned)
                        .or(() -> Optional.ofNullable(asked.poll()))
                        .ifPresent(source -> {
                            source.given += length.applyAsLong(block);
                            source.load += length.applyAsLong(block);
                            asked.add(source);
                            shares.computeIfAbsent(source.member, key -> new ArrayList<>())
                                    .add(block);
                        }));
        asked.forEach(source -> source.given = 0);
        sources.addAll(asked);
        sources.addAll(shunned);
        return shares;
    }

    /** The source that has least to give to all, of those that this member trusts and has not asked for anything yet. */
    private Optional<Source> unasked(Set<Integer> distrusted, List<Source> shunned) {
        Source source = sources.poll();
        while (source != null && distrusted.contains(source.member)) {
            shunned.add(source);
            source = sources.poll();
        }
        return Optional.ofNullable(source);
    }
}

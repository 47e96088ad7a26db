package io.gossamer.net.state;

import io.gossamer.net.state.Election.Fate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which blocks go from whom to whom in which round, so that no member sends or takes much at a time. A function of what
 * was elected, so that all members have the same plan.
 */
final class TransferPlan {
    private record Way(int source, int receiver) implements Comparable<Way> {
        @Override
        public int compareTo(Way other) {
            int sources = Integer.compare(source, other.source);
            return sources != 0 ? sources : Integer.compare(receiver, other.receiver);
        }
    }

    /** By way and round. */
    private final Map<Way, List<List<Block>>> ways = new TreeMap<>();

    private final int rounds;

    /**
     * @param roundBytes how many bytes a member sends, and takes, in a round; more only where that is less than a block
     *     from, and to, each of the others
     */
    TransferPlan(Election.Outcome outcome, long roundBytes) {
        long quota = roundBytes / Math.max(1, outcome.fates().size() - 1);
        outcome.fates().forEach((receiver, fate) -> {
            if (fate instanceof Fate.Fetch fetch) {
                fetch.sources()
                        .forEach((source, blocks) -> ways.put(new Way(source, receiver), cut(blocks, outcome, quota)));
            }
        });
        rounds = ways.values().stream().mapToInt(List::size).max().orElse(0);
    }

    private static List<List<Block>> cut(List<Block> blocks, Election.Outcome outcome, long quota) {
        List<List<Block>> cut = new ArrayList<>();
        long room = 0;
        for (Block block : blocks) {
            long length = block.length(outcome.contents().get(block.array()).bytes());
            if (cut.isEmpty() || length > room) {
                cut.add(new ArrayList<>());
                room = quota;
            }
            cut.getLast().add(block);
            room -= length;
        }
        return cut;
    }

    int rounds() {
        return rounds;
    }

    /** What that source sends that receiver in that round, in this order. */
    List<Block> blocks(int source, int receiver, int round) {
        List<List<Block>> way = ways.getOrDefault(new Way(source, receiver), List.of());
        return round < way.size() ? way.get(round) : List.of();
    }

    /** The most bytes that go that way in a round. */
    long mostBytes(int source, int receiver, Map<String, Content> contents) {
        return ways.getOrDefault(new Way(source, receiver), List.of()).stream()
                .mapToLong(round -> bytes(round, contents))
                .max()
                .orElse(0);
    }

    static long bytes(List<Block> blocks, Map<String, Content> contents) {
        return blocks.stream()
                .mapToLong(block -> block.length(contents.get(block.array()).bytes()))
                .sum();
    }
}

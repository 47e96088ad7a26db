package io.gossamer.net.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SourcesTest {
    private static List<Block> blocks(int count) {
        return IntStream.range(0, count).mapToObj(i -> new Block("w", i)).toList();
    }

    /** For each block all sources are looked at, as the rule says. */
    private static Map<Integer, List<Block>> byTheRule(
            List<Block> blocks,
            ToLongFunction<Block> length,
            List<Integer> members,
            Set<Integer> distrusted,
            Map<Integer, Long> loads) {
        Map<Integer, Long> given = new HashMap<>();
        Map<Integer, List<Block>> shares = new LinkedHashMap<>();
        Comparator<Integer> least = Comparator.<Integer>comparingLong(source -> given.getOrDefault(source, 0L))
                .thenComparingLong(source -> loads.getOrDefault(source, 0L));
        blocks.stream()
                .sorted(Comparator.comparingLong(length).reversed().thenComparing(Comparator.naturalOrder()))
                .forEach(block -> members.stream()
                        .filter(member -> !distrusted.contains(member))
                        .min(least)
                        .ifPresent(source -> {
                            given.merge(source, length.applyAsLong(block), Long::sum);
                            loads.merge(source, length.applyAsLong(block), Long::sum);
                            shares.computeIfAbsent(source, key -> new ArrayList<>())
                                    .add(block);
                        }));
        return shares;
    }

    @Property(tries = 200)
    void eachBlockComesFromWhoHasLeastToGive(
            @ForAll long seed, @ForAll @IntRange(max = 12) int sources, @ForAll @IntRange(max = 30) int most) {
        RandomStream random = RandomStream.of(seed, Purpose.TEST, 0, 0, 0);
        List<Integer> members =
                IntStream.of(random.permutation(sources)).boxed().toList();
        long[] lengths =
                LongStream.rangeClosed(0, most).map(i -> 1 + random.nextInt(4)).toArray();
        ToLongFunction<Block> length = block -> lengths[block.index()];
        Sources shared = new Sources(members, length);
        Map<Integer, Long> loads = new HashMap<>();
        for (int receiver = 0; receiver < 5; receiver++) {
            List<Block> blocks = blocks(random.nextInt(most + 1));
            Set<Integer> distrusted =
                    members.stream().filter(member -> random.nextInt(4) == 0).collect(Collectors.toSet());
            assertThat(shared.share(blocks, distrusted))
                    .isEqualTo(byTheRule(blocks, length, members, distrusted, loads));
        }
    }

    @Test
    void whoTrustsNobodyGetsNothingAndTheOthersLoseNothing() {
        Sources sources = new Sources(List.of(3, 1), block -> 1);
        assertThat(sources.share(blocks(2), Set.of(1, 3))).isEmpty();
        assertThat(sources.share(blocks(2), Set.of()))
                .isEqualTo(Map.of(3, blocks(2).subList(0, 1), 1, blocks(2).subList(1, 2)));
    }
}

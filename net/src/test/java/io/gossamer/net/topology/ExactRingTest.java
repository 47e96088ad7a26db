package io.gossamer.net.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** The sheet's check: the exact solver equals brute force on up to seven nodes. */
class ExactRingTest {
    @Property(tries = 300)
    void theBestRingIsTheBestOfAll(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 7) int size,
            @ForAll @DoubleRange(max = 0.6) double unreachable,
            @ForAll Objective objective) {
        CostMatrix costs = Rings.random(seed, size, unreachable);
        RingCost expected = Rings.first(costs, objective.order());
        Optional<RingCost> actual = ExactRing.best(costs, objective).map(ring -> ring.cost(costs));
        assertThat(actual.isPresent()).isEqualTo(expected.usable());
        actual.ifPresent(cost -> {
            assertThat(cost.unreachable()).isZero();
            assertThat(objective.order().compare(cost, expected)).isZero();
        });
    }

    @Property(tries = 100)
    void ofEquallyGoodRingsItIsAlwaysTheSame(
            @ForAll long seed, @ForAll @IntRange(min = 3, max = 9) int size, @ForAll Objective objective) {
        Optional<Ring> once = ExactRing.best(Rings.withTies(seed, size), objective);
        assertThat(once).isPresent().isEqualTo(ExactRing.best(Rings.withTies(seed, size), objective));
    }

    @Property(tries = 200)
    void theSmallestRemovalsAreThoseThatBruteForceFinds(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int size,
            @ForAll @DoubleRange(min = 0.3, max = 1) double unreachable) {
        CostMatrix costs = Rings.random(seed, size, unreachable);
        Subrings subrings = new Subrings(costs, costs.highest());
        List<List<Integer>> expected = removals(costs);
        assertThat(subrings.joinsAll()).isEqualTo(expected.getFirst().isEmpty());
        assertThat(subrings.smallestRemovals(1000)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(subrings.ring().map(ring -> ring.cost(costs).unreachable()))
                .isEqualTo(subrings.joinsAll() ? Optional.of(0) : Optional.empty());
    }

    /** The smallest sets without which a ring exists, by trying all rings of all sets. */
    private static List<List<Integer>> removals(CostMatrix costs) {
        int size = costs.size();
        for (int count = 0; count < size; count++) {
            List<List<Integer>> found = new ArrayList<>();
            for (int removed = 0; removed < 1 << size; removed++) {
                int set = removed;
                if (Integer.bitCount(removed) == count) {
                    List<Integer> kept = IntStream.range(0, size)
                            .filter(node -> (set >> node & 1) == 0)
                            .boxed()
                            .toList();
                    if (Rings.first(costs.among(kept), Objective.TOTAL.order()).usable()) {
                        found.add(IntStream.range(0, size)
                                .filter(node -> (set >> node & 1) != 0)
                                .boxed()
                                .toList());
                    }
                }
            }
            if (!found.isEmpty()) {
                return found;
            }
        }
        throw new AssertionError("one node alone is a ring");
    }
}

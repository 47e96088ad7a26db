package io.gossamer.model.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BatchOrderTest {
    @Property(tries = 200)
    void aBatchDependsOnSeedNodeAndStepAlone(
            @ForAll long seed,
            @ForAll @IntRange(max = 100) int node,
            @ForAll @IntRange(min = 1, max = 50) int examples,
            @ForAll @IntRange(min = 1, max = 70) int batchSize,
            @ForAll @LongRange(max = 100_000) long step) {
        int[] share = IntStream.range(1000, 1000 + examples).toArray();
        BatchOrder walked = new BatchOrder(seed, node, share, batchSize);
        for (long before = Math.max(0, step - 3); before < step; before++) {
            walked.batch(before);
        }
        int[] batch = walked.batch(step);
        assertThat(new BatchOrder(seed, node, share, batchSize).batch(step)).isEqualTo(batch);
        assertThat(batch).hasSize(batchSize);
        assertThat(Arrays.stream(batch).allMatch(index -> index >= 1000 && index < 1000 + examples))
                .isTrue();
    }

    @Property(tries = 200)
    void everyEpochShowsEveryExampleOnce(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 60) int examples,
            @ForAll @IntRange(min = 1, max = 70) int batchSize) {
        BatchOrder order = new BatchOrder(seed, 3, IntStream.range(0, examples).toArray(), batchSize);
        int[] seen = new int[examples];
        // After as many steps as there are examples, whole epochs have gone by: batchSize of them.
        for (int step = 0; step < examples; step++) {
            Arrays.stream(order.batch(step)).forEach(index -> seen[index]++);
        }
        assertThat(seen).containsOnly(batchSize);
    }

    @Test
    void nodesEpochsAndSeedsDiffer() {
        int[] share = IntStream.range(0, 100).toArray();
        int[] first = new BatchOrder(1, 0, share, 100).batch(0);
        assertThat(new BatchOrder(1, 0, share, 100).batch(1)).isNotEqualTo(first);
        assertThat(new BatchOrder(1, 1, share, 100).batch(0)).isNotEqualTo(first);
        assertThat(new BatchOrder(2, 0, share, 100).batch(0)).isNotEqualTo(first);
        assertThat(first).isNotEqualTo(share);
    }

    @Test
    void refusesWhatMakesNoBatch() {
        assertThatThrownBy(() -> new BatchOrder(1, 0, new int[0], 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BatchOrder(1, 0, new int[1], 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BatchOrder(1, 0, new int[1], 1).batch(-1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

package io.gossamer.model.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.core.failure.GossamerException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ShardingTest {
    /** Examples whose label is their index modulo ten; they have no content. */
    private record Labels(int size) implements Dataset {
        @Override
        public int label(int index) {
            return index % 10;
        }

        @Override
        public Batch batch(int[] indices) {
            throw new UnsupportedOperationException("these examples have no content");
        }

        @Override
        public String checksum() {
            return "";
        }
    }

    @Provide
    Arbitrary<Sharding> shardings() {
        return Arbitraries.of(
                Sharding.IID,
                Sharding.BY_LABEL,
                new DirichletSharding(1e-3),
                new DirichletSharding(0.1),
                new DirichletSharding(1e4));
    }

    @Property(tries = 200)
    void everyExampleGoesToExactlyOneWorker(
            @ForAll("shardings") Sharding sharding,
            @ForAll @IntRange(min = 1, max = 20) int workers,
            @ForAll @IntRange(min = 40, max = 1000) int examples,
            @ForAll long seed) {
        int[][] shares = sharding.split(new Labels(examples), workers, seed);
        assertThat(shares).hasNumberOfRows(workers);
        int[] all = Arrays.stream(shares).flatMapToInt(Arrays::stream).sorted().toArray();
        assertThat(all).isEqualTo(IntStream.range(0, examples).toArray());
        int least = Arrays.stream(shares).mapToInt(share -> share.length).min().orElseThrow();
        int most = Arrays.stream(shares).mapToInt(share -> share.length).max().orElseThrow();
        assertThat(most - least).isLessThanOrEqualTo(2);
        assertThat(least).isPositive();
    }

    @Property(tries = 200)
    void theSplitIsAFunctionOfTheSeed(@ForAll("shardings") Sharding sharding, @ForAll long seed) {
        Labels data = new Labels(500);
        int[][] shares = sharding.split(data, 4, seed);
        assertThat(sharding.split(data, 4, seed)).isDeepEqualTo(shares);
        assertThat(Arrays.deepEquals(sharding.split(data, 4, seed + 1), shares)).isFalse();
    }

    @Test
    void iidSharesHoldAllLabelsAndSharesByLabelFew() {
        Labels data = new Labels(10_000);
        for (int[] share : Sharding.IID.split(data, 5, 1)) {
            assertThat(labels(data, share)).isEqualTo(10);
        }
        for (int[] share : Sharding.BY_LABEL.split(data, 5, 1)) {
            assertThat(labels(data, share)).isBetween(1L, 2L);
        }
    }

    @Property(tries = 20)
    void dirichletSharesAreOfOneSize(
            @ForAll @DoubleRange(min = 0.01, max = 1e4) double alpha,
            @ForAll @IntRange(min = 1, max = 30) int workers,
            @ForAll long seed) {
        int[][] shares = new DirichletSharding(alpha).split(new Labels(100 * workers), workers, seed);
        assertThat(Arrays.asList(shares)).allSatisfy(share -> assertThat(share).hasSize(100));
    }

    @Property(tries = 20)
    void aLargeAlphaIsNearlyIid(@ForAll long seed) {
        Labels data = new Labels(20_000);
        for (int[] share : new DirichletSharding(1e4).split(data, 10, seed)) {
            for (int label = 0; label < 10; label++) {
                assertThat(count(data, share, label)).isBetween(110L, 290L);
            }
        }
    }

    @Property(tries = 20)
    void aSmallAlphaLeavesMostOfAShareToFewClasses(@ForAll long seed) {
        Labels data = new Labels(20_000);
        double largest = 0;
        for (int[] share : new DirichletSharding(0.01).split(data, 10, seed)) {
            largest += IntStream.range(0, 10)
                    .mapToLong(label -> count(data, share, label))
                    .max()
                    .orElseThrow();
        }
        assertThat(largest / data.size()).isGreaterThan(0.4);
    }

    /** 400 epochs of 500 draws: every frequency within five standard deviations of the node's own weight. */
    @Test
    void whoResamplesKeepsItsMixture() {
        Labels data = new Labels(2000);
        DirichletSharding sharding = new DirichletSharding(0.3, true);
        double[][] mixtures = sharding.mixtures(data, 4, 7);
        List<BatchOrder> orders = sharding.orders(data, 4, 7, 500);
        for (int node = 0; node < 4; node++) {
            BatchOrder order = orders.get(node);
            int[] drawn = IntStream.range(0, 400)
                    .flatMap(epoch -> Arrays.stream(order.batch(epoch)))
                    .toArray();
            assertThat(Arrays.stream(mixtures[node]).sum()).isCloseTo(1, within(1e-12));
            for (int label = 0; label < 10; label++) {
                double weight = mixtures[node][label];
                assertThat((double) count(data, drawn, label) / drawn.length)
                        .isCloseTo(weight, within(5 * Math.sqrt(weight * (1 - weight) / drawn.length) + 1e-5));
            }
            // Within a class any may be drawn.
            double[] own = mixtures[node];
            int favourite = IntStream.range(0, 10)
                    .boxed()
                    .max(Comparator.comparing(label -> own[label]))
                    .orElseThrow();
            long different = Arrays.stream(drawn)
                    .filter(example -> data.label(example) == favourite)
                    .distinct()
                    .count();
            assertThat(different).isEqualTo(200);
        }
        assertThat(mixtures[0]).isNotEqualTo(mixtures[1]);
    }

    @Test
    void whoResamplesDrawsAnewInEachEpochAndTheSameAgain() {
        Labels data = new Labels(2000);
        Sharding sharding = new DirichletSharding(0.3, true);
        BatchOrder walked = sharding.orders(data, 4, 7, 500).get(2);
        assertThat(walked.stepsPerEpoch()).isEqualTo(1);
        List<int[]> epochs = IntStream.range(0, 5).mapToObj(walked::batch).toList();
        assertThat(sorted(epochs.get(0))).isNotEqualTo(sorted(epochs.get(1)));
        // Who goes on later begins in the middle.
        BatchOrder resumed = sharding.orders(data, 4, 7, 500).get(2);
        assertThat(resumed.batch(3)).isEqualTo(epochs.get(3));
        assertThat(sharding.orders(data, 4, 8, 500).get(2).batch(3)).isNotEqualTo(epochs.get(3));
        assertThat(sharding.orders(data, 4, 7, 500).get(1).batch(3)).isNotEqualTo(epochs.get(3));
        // A share is dealt for good otherwise.
        BatchOrder fixed = new DirichletSharding(0.3).orders(data, 4, 7, 500).get(2);
        assertThat(sorted(fixed.batch(0))).isEqualTo(sorted(fixed.batch(1)));
    }

    private static int[] sorted(int[] values) {
        return Arrays.stream(values).sorted().toArray();
    }

    private static long count(Dataset data, int[] share, int label) {
        return Arrays.stream(share)
                .filter(example -> data.label(example) == label)
                .count();
    }

    private static long labels(Dataset data, int[] share) {
        return Arrays.stream(share).map(data::label).distinct().count();
    }

    @Test
    void namesWhatIsWrong() {
        assertThat(Sharding.named("iid")).isEqualTo(Sharding.IID);
        assertThat(Sharding.named("label")).isEqualTo(Sharding.BY_LABEL);
        assertThat(Sharding.named("dirichlet(0.1)")).isEqualTo(new DirichletSharding(0.1));
        assertThat(Sharding.named("dirichlet(0.1,resample)")).isEqualTo(new DirichletSharding(0.1, true));
        assertThat(Sharding.named(new DirichletSharding(0.1, true).toString()))
                .isEqualTo(new DirichletSharding(0.1, true));
        assertThatThrownBy(() -> Sharding.named("dirichlet(0.1,resamples)"))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("resamples");
        assertThatThrownBy(() -> new DirichletSharding(1, true).orders(new Labels(5), 3, 1, 1))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("5 examples are too few for 3 workers");
        for (String wrong : new String[] {"dirichlet(0)", "dirichlet(x)", "dirichlet(NaN)", "dirichlet"}) {
            assertThatThrownBy(() -> Sharding.named(wrong))
                    .isInstanceOf(GossamerException.class)
                    .hasMessageContaining("irichlet");
        }
        assertThatThrownBy(() -> Sharding.named("lable"))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("lable");
        assertThatThrownBy(() -> Sharding.IID.split(new Labels(5), 3, 1))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("5 examples are too few for 3 workers");
    }

    @Test
    void onlyTheFirstExamplesAreDealtWhereNoMoreAreWanted() {
        Dataset few = new FirstExamples(new Labels(1000), 100);

        int[][] shares = Sharding.IID.split(few, 4, 1);

        assertThat(Arrays.stream(shares).flatMapToInt(Arrays::stream).sorted().toArray())
                .isEqualTo(IntStream.range(0, 100).toArray());
        assertThatThrownBy(() -> new FirstExamples(new Labels(10), 11))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("10 examples");
    }
}

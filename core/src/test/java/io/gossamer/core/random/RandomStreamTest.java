package io.gossamer.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

final class RandomStreamTest {
    private static final long SEED = 0x0123456789abcdefL;

    private static RandomStream stream() {
        return RandomStream.of(SEED, Purpose.TEST, 3, 5, 7);
    }

    @Test
    void wordsAreTheBlocksOfTheDocumentedCounter() {
        int[] first = new int[4];
        int[] second = new int[4];
        Philox.block(0, 5, 3, 8 << 20 | 7, 0x89abcdef, 0x01234567, first);
        Philox.block(1, 5, 3, 8 << 20 | 7, 0x89abcdef, 0x01234567, second);
        RandomStream stream = stream();
        assertThat(draws(stream, 4)).containsExactly(first);
        assertThat(draws(stream, 4)).containsExactly(second);
    }

    @Property
    void sameKeySameNumbers(
            @ForAll long seed,
            @ForAll Purpose purpose,
            @ForAll @IntRange(min = -1) int node,
            @ForAll @LongRange(min = 0, max = 0xFFFFFFFFL) long step,
            @ForAll @IntRange(min = 0, max = 0xFFFFF) int tensor) {
        int[] numbers = draws(RandomStream.of(seed, purpose, node, step, tensor), 8);
        assertThat(draws(RandomStream.of(seed, purpose, node, step, tensor), 8)).isEqualTo(numbers);
        assertThat(draws(RandomStream.of(seed + 1, purpose, node, step, tensor), 8))
                .isNotEqualTo(numbers);
        assertThat(draws(RandomStream.of(seed, purpose, node, step ^ 1, tensor), 8))
                .isNotEqualTo(numbers);
        assertThat(draws(RandomStream.of(seed, purpose, node, step, tensor ^ 1), 8))
                .isNotEqualTo(numbers);
    }

    @Test
    void keysOutOfRangeAreRejected() {
        assertThatThrownBy(() -> RandomStream.of(1, Purpose.TEST, -2, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("node -2");
        assertThatThrownBy(() -> RandomStream.of(1, Purpose.TEST, 0, 1L << 32, 0))
                .hasMessageContaining("step");
        assertThatThrownBy(() -> RandomStream.of(1, Purpose.TEST, 0, -1, 0)).hasMessageContaining("step -1");
        assertThatThrownBy(() -> RandomStream.of(1, Purpose.TEST, 0, 0, 1 << 20))
                .hasMessageContaining("tensor");
        assertThatThrownBy(() -> RandomStream.of(1, Purpose.TEST, 0, 0, -1)).hasMessageContaining("tensor -1");
    }

    @Test
    void purposesHaveDistinctCodesOfTwelveBits() {
        assertThat(Purpose.values())
                .extracting(Purpose::code)
                .doesNotHaveDuplicates()
                .allMatch(c -> c > 0 && c < 4096);
    }

    @Test
    void theStreamEndsAfterItsLastBlock() {
        RandomStream atEnd = new RandomStream(StreamKey.of(1, Purpose.TEST, 0, 0, 0), new ScalarFill(), 0xFFFFFFFFL);
        int[] last = new int[4];
        Philox.block(-1, 0, 0, 8 << 20, 1, 0, last);
        assertThat(draws(atEnd, 4)).containsExactly(last);
        assertThatThrownBy(atEnd::nextInt).isInstanceOf(IllegalStateException.class);
    }

    @Property
    void boundedDrawsStayInBounds(@ForAll long seed, @ForAll @IntRange(min = 1) int bound) {
        RandomStream stream = RandomStream.of(seed, Purpose.TEST, 0, 0, 0);
        for (int i = 0; i < 50; i++) {
            assertThat(stream.nextInt(bound)).isBetween(0, bound - 1);
        }
    }

    @Test
    void boundedDrawsAreUniform() {
        assertThat(chiSquare(6, 600_000)).isLessThan(20.5); // 99.9 % quantile for 5 degrees of freedom
        assertThat(chiSquare(1000, 1_000_000)).isBetween(868.0, 1143.0); // 0.1 % and 99.9 % for 999
    }

    /** With bound 3 x 2^29 a draw without rejection would be 0 mod 3 in three eighths of the cases, not in a third. */
    @Test
    void largeBoundsAreWithoutBias() {
        RandomStream stream = stream();
        int bound = 3 << 29;
        int zeros = 0;
        for (int i = 0; i < 300_000; i++) {
            zeros += stream.nextInt(bound) % 3 == 0 ? 1 : 0;
        }
        assertThat(zeros / 300_000.0).isCloseTo(1 / 3.0, within(0.004));
    }

    @Test
    void boundMustBePositive() {
        assertThatThrownBy(() -> stream().nextInt(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void unitDrawsCoverTheHalfOpenInterval() {
        RandomStream stream = stream();
        double[] floats = new double[200_000];
        double[] doubles = new double[200_000];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = stream.nextFloat();
            doubles[i] = stream.nextDouble();
        }
        for (double[] draws : new double[][] {floats, doubles}) {
            Arrays.sort(draws);
            assertThat(draws[0]).isGreaterThanOrEqualTo(0).isLessThan(1e-4);
            assertThat(draws[draws.length - 1]).isLessThan(1).isGreaterThan(1 - 1e-4);
            assertThat(Distances.kolmogorovSmirnov(draws, x -> x)).isLessThan(1.95 / Math.sqrt(draws.length));
        }
        assertThat(ScalarFill.unit(-1)).isEqualTo(1 - 0x1p-24f);
    }

    @Property
    void permutationsHoldEveryNumberOnce(@ForAll long seed, @ForAll @IntRange(min = 0, max = 500) int n) {
        int[] order = RandomStream.of(seed, Purpose.TEST, 0, 0, 0).permutation(n);
        assertThat(Arrays.stream(order).sorted().toArray())
                .isEqualTo(IntStream.range(0, n).toArray());
    }

    @Test
    void permutationsAreUniform() {
        RandomStream stream = stream();
        int[] counts = new int[27];
        for (int i = 0; i < 60_000; i++) {
            int[] p = stream.permutation(3);
            counts[9 * p[0] + 3 * p[1] + p[2]]++;
        }
        double chiSquare = Arrays.stream(counts)
                .filter(c -> c > 0)
                .mapToDouble(c -> (c - 10_000.0) * (c - 10_000.0) / 10_000)
                .sum();
        assertThat(Arrays.stream(counts).filter(c -> c > 0)).hasSize(6);
        assertThat(chiSquare).isLessThan(20.5);
    }

    private static double chiSquare(int bound, int draws) {
        RandomStream stream = stream();
        int[] counts = new int[bound];
        for (int i = 0; i < draws; i++) {
            counts[stream.nextInt(bound)]++;
        }
        double expected = (double) draws / bound;
        return Arrays.stream(counts)
                .mapToDouble(c -> (c - expected) * (c - expected) / expected)
                .sum();
    }

    private static int[] draws(RandomStream stream, int n) {
        return IntStream.range(0, n).map(_ -> stream.nextInt()).toArray();
    }
}

package io.gossamer.codec.sparse;

import static io.gossamer.codec.array.Arrays32.floats;
import static io.gossamer.codec.array.Arrays32.of;
import static io.gossamer.codec.array.Arrays32.pass;
import static io.gossamer.codec.array.Arrays32.random;
import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.codec.Codecs;
import io.gossamer.codec.array.UnbiasedCodec;
import io.gossamer.codec.bits.CorruptMessageException;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RandomPositionsTest {
    @Property(tries = 300)
    void positionsAreDistinctAndAscending(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 20_000) int n,
            @ForAll @IntRange(max = 1000) int share) {
        int k = (int) ((long) n * share / 1000);
        int[] positions = RandomPositions.ascending(seed, n, k);
        assertThat(positions).hasSize(k);
        for (int i = 0; i < k; i++) {
            int previous = i == 0 ? -1 : positions[i - 1];
            assertThat(positions[i]).isGreaterThan(previous).isLessThan(n);
        }
    }

    @Property(tries = 300)
    void sortingAndTheSetOfBitsAgree(
            @ForAll @IntRange(min = 1, max = 5000) int n, @ForAll @IntRange(max = 500) int share) {
        int k = n * share / 1000;
        int[] sorted = RandomPositions.sorted(random(n), n, k);
        assertThat(RandomPositions.elements(RandomPositions.drawn(random(n), n, k), n, k, false))
                .isEqualTo(sorted);
    }

    /** Every pair of positions is equally likely: chi-square of 15 or 10 sets against its mean plus 5 deviations. */
    @Test
    void everySetIsEquallyLikely() {
        for (int k : new int[] {2, 4}) {
            int[] counts = new int[1 << 6];
            int trials = 30_000;
            for (int seed = 0; seed < trials; seed++) {
                int set = Arrays.stream(RandomPositions.ascending(seed, 6, k))
                        .map(position -> 1 << position)
                        .sum();
                counts[set]++;
            }
            double expected = trials / 15.0;
            double chiSquare = Arrays.stream(counts)
                    .filter(count -> count > 0)
                    .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                    .sum();
            assertThat(Arrays.stream(counts).filter(count -> count > 0)).hasSize(15);
            assertThat(chiSquare).isLessThan(14 + 5 * Math.sqrt(28));
        }
    }

    /** Sheets 10 and 50: E|Q(v)|^2 = (D / k) |v|^2, and 8 bytes of seed in place of the indices. */
    @Test
    void theSecondMomentIsThatOfTheSheet() throws CorruptMessageException {
        UnbiasedCodec codec = (UnbiasedCodec) Codecs.parse("randk(0.2)");
        float[] v = {1, -2, 3, 0.5f, -0.25f, 4, 0, 1, 1, -1};
        double squared = 0;
        for (float x : v) {
            squared += x * x;
        }
        double mean = 0;
        int trials = 20_000;
        for (int trial = 0; trial < trials; trial++) {
            for (float y : floats(pass(codec, of(v), random(trial)))) {
                mean += (double) y * y / trials;
            }
        }
        assertThat(mean / squared).isBetween(4.8, 5.2);
        assertThat(codec.omega(10)).isEqualTo(4);
        assertThat(codec.maxEncodedBytes(10)).isEqualTo(8 + 2 * 4);
    }
}

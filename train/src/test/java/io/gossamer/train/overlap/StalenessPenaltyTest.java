package io.gossamer.train.overlap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StalenessPenaltyTest {
    private static final StalenessPenalty PER_TENSOR = new StalenessPenalty(StalenessPenalty.Mode.GAP_AWARE, 1, true);

    @Test
    void itIsNeverBelowOneWhateverTheNorms() {
        RandomStream random = RandomStream.of(1, Purpose.TEST, 0, 0, 0);
        for (int trial = 0; trial < 2000; trial++) {
            double[] moved = squares(random);
            double[] differences = squares(random);
            for (StalenessPenalty penalty : new StalenessPenalty[] {
                StalenessPenalty.gapAware(),
                PER_TENSOR,
                StalenessPenalty.OFF,
                new StalenessPenalty(StalenessPenalty.Mode.CONSTANT, 1.5, false)
            }) {
                assertThat(Arrays.stream(penalty.divisors(moved, differences)).allMatch(d -> d >= 1))
                        .isTrue();
            }
        }
    }

    private static double[] squares(RandomStream random) {
        double[] squares = new double[3];
        Arrays.setAll(squares, i -> random.nextInt(4) == 0 ? 0 : Math.exp(40 * random.nextNormal()));
        return squares;
    }

    @Test
    void itIsOneWhereNothingMovedOrNothingIsSaid() {
        for (StalenessPenalty penalty : new StalenessPenalty[] {StalenessPenalty.gapAware(), PER_TENSOR}) {
            assertThat(penalty.divisors(new double[3], new double[] {1, 2, 0})).containsOnly(1);
            assertThat(penalty.divisors(new double[] {1, 2, 3}, new double[3])).containsOnly(1);
        }
    }

    @Test
    void allTogetherOrEachByItself() {
        double[] moved = {9, 16};
        double[] differences = {1, 24};
        assertThat(StalenessPenalty.gapAware().divisors(moved, differences)).containsOnly(2);
        assertThat(PER_TENSOR.divisors(moved, differences))
                .containsExactly(new double[] {4, 1 + Math.sqrt(2.0 / 3)}, within(1e-12));
        assertThat(new StalenessPenalty(StalenessPenalty.Mode.CONSTANT, 3, true).divisors(moved, differences))
                .containsOnly(3);
    }

    @Test
    void aPenaltyBelowOneIsNone() {
        assertThatThrownBy(() -> new StalenessPenalty(StalenessPenalty.Mode.CONSTANT, 0.5, false))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

package io.gossamer.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RoundsTest {
    @Test
    void takesTheMedianOfRatiosNotTheRatioOfMedians() {
        Rounds rounds = new Rounds(new double[] {1, 10, 3}, new double[] {2, 5, 4});

        assertThat(rounds.ratio()).isEqualTo(0.75);
        assertThat(rounds.ourMedian()).isEqualTo(3);
        assertThat(rounds.theirMedian()).isEqualTo(4);
    }

    @Test
    void takesTheMeanOfTheTwoMiddleValues() {
        assertThat(Rounds.median(new double[] {4, 1, 3, 2})).isEqualTo(2.5);
    }

    @Test
    void wantsAsManyOfOursAsOfTheirs() {
        assertThatThrownBy(() -> new Rounds(new double[2], new double[1])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Rounds(new double[0], new double[0])).isInstanceOf(IllegalArgumentException.class);
    }

    /** What slows a round down slows both, and must not show. */
    @Property(tries = 100)
    void ratioIgnoresHowSlowTheMachineIsInARound(
            @ForAll @Size(7) List<@DoubleRange(min = 0.1, max = 50) Double> slowness) {
        double[] ours = new double[slowness.size()];
        double[] theirs = new double[slowness.size()];
        for (int round = 0; round < slowness.size(); round++) {
            ours[round] = 3 * slowness.get(round);
            theirs[round] = 4 * slowness.get(round);
        }

        assertThat(new Rounds(ours, theirs).ratio()).isCloseTo(0.75, within(1e-12));
    }
}

package io.gossamer.net.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.shape.PairRates.Pair;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PathTableTest {
    private static PathSample way(String rate, int milliseconds) {
        return new PathSample.Measured(Bandwidth.parse(rate), Duration.ofMillis(milliseconds));
    }

    @Test
    void aCostIsTheLatencyAndTheBytesOverTheRate() {
        CostMatrix costs = PathTable.empty(2)
                .with(0, 1, way("8mbit", 50))
                .with(1, 0, new PathSample.Unreachable("no answer"))
                .costs(1_000_000);
        assertThat(costs.cost(0, 1)).isCloseTo(1.05, within(1e-12));
        assertThat(costs.cost(1, 0)).isInfinite();
        assertThat(costs.reachable(1, 0)).isFalse();
    }

    @Test
    void withAMegabitAndNoLatencyItIsTheSheetsCostInMilliseconds() {
        CostMatrix costs = PathTable.empty(2)
                .with(0, 1, way("250mbit", 0))
                .with(1, 0, way("40mbit", 0))
                .costs(1_000_000 / 8);
        assertThat(1000 * costs.cost(0, 1)).isCloseTo(1000.0 / 250, within(1e-12));
        assertThat(1000 * costs.cost(1, 0)).isCloseTo(1000.0 / 40, within(1e-12));
    }

    @Test
    void aStepOfARingIsAsSlowAsItsSlowestLineOrTheMeanOfItsWays() {
        PathTable table = PathTable.empty(2).with(0, 1, way("8mbit", 50)).with(1, 0, way("80mbit", 150));
        assertThat(table.stepSeconds(Ring.ascending(2), 1_000_000)).isCloseTo(1, within(1e-12));
        assertThat(table.stepSeconds(Ring.ascending(2), 0)).isCloseTo(0.1, within(1e-12));
        assertThat(table.with(1, 0, new PathSample.Unreachable("no answer")).stepSeconds(Ring.ascending(2), 1))
                .isInfinite();
        assertThat(PathTable.empty(1).stepSeconds(Ring.of(0), 1)).isZero();
    }

    @Test
    void missingPairsAreListedInRoundsThatDoNotShareALine() {
        PathTable table = PathTable.empty(4).with(2, 3, way("1mbit", 1));
        List<Pair> missing = table.missing();
        assertThat(missing).hasSize(11).startsWith(new Pair(0, 1), new Pair(1, 2), new Pair(3, 0), new Pair(0, 2));
        Map<Integer, List<Pair>> rounds =
                missing.stream().collect(Collectors.groupingBy(pair -> Math.floorMod(pair.to() - pair.from(), 4)));
        assertThat(rounds.values()).allSatisfy(round -> {
            assertThat(round.stream().map(Pair::from)).doesNotHaveDuplicates();
            assertThat(round.stream().map(Pair::to)).doesNotHaveDuplicates();
        });
        assertThatThrownBy(() -> table.costs(1))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("11 of 12")
                .hasMessageContaining("0 to 1");
    }

    @Test
    void newerSamplesTakeTheOnesPlace() {
        PathTable table = PathTable.empty(2).with(0, 1, way("1mbit", 1));
        PathTable newer = table.with(Map.of(new Pair(0, 1), way("2mbit", 1), new Pair(1, 0), way("3mbit", 1)));
        assertThat(newer.samples().get(new Pair(0, 1))).isEqualTo(way("2mbit", 1));
        assertThat(newer.missing()).isEmpty();
        assertThat(table.missing()).containsExactly(new Pair(1, 0));
    }

    @Test
    void whatIsNoCostIsRefused() {
        assertThatThrownBy(() -> PathTable.empty(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PathTable.empty(2).with(0, 2, way("1mbit", 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PathTable.empty(2).with(1, 1, way("1mbit", 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CostMatrix.of(new double[][] {{0, Double.NaN}, {1, 0}}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CostMatrix.of(new double[][] {{0, -1}, {1, 0}}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CostMatrix.of(new double[][] {{0, 1}, {1}}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Ring.of(0, 1).cost(Rings.random(1, 3, 0)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

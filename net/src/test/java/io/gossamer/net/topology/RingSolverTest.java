package io.gossamer.net.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RingSolverTest {
    private static final double NONE = Double.POSITIVE_INFINITY;

    private static double[][] all(int size, double cost) {
        double[][] costs = new double[size][size];
        for (double[] row : costs) {
            Arrays.fill(row, cost);
        }
        return costs;
    }

    private static RingAnswer solve(Objective objective, double[]... costs) {
        return new RingSolver(objective, 1).solve(CostMatrix.of(costs));
    }

    @ParameterizedTest
    @EnumSource
    void oneNodeTwoAndThree(Objective objective) {
        assertThat(solve(objective, new double[] {NONE}))
                .isEqualTo(new RingAnswer.Found(Ring.of(0), new RingCost(0, 0, 0), true));
        assertThat(solve(objective, new double[] {0, 2}, new double[] {3, 0}))
                .isEqualTo(new RingAnswer.Found(Ring.of(0, 1), new RingCost(0, 3, 5), true));
        assertThat(solve(objective, new double[] {0, 9, 1}, new double[] {2, 0, 9}, new double[] {9, 3, 0}))
                .isEqualTo(new RingAnswer.Found(Ring.of(0, 2, 1), new RingCost(0, 3, 6), true));
    }

    @Test
    void theObjectivesDisagreeWhereOneDearEdgeSavesMuch() {
        double[][] costs = all(4, 4);
        costs[0][1] = 1;
        costs[1][2] = 1;
        costs[2][3] = 1;
        costs[3][0] = 5;
        assertThat(solve(Objective.TOTAL, costs))
                .isEqualTo(new RingAnswer.Found(Ring.ascending(4), new RingCost(0, 5, 8), true));
        assertThat(solve(Objective.BOTTLENECK, costs))
                .extracting(answer -> answer.orElseThrow().cost(CostMatrix.of(costs)))
                .isEqualTo(new RingCost(0, 4, 13));
    }

    @Test
    void whoReachesNobodyIsToBlame() {
        double[][] costs = all(5, 1);
        Arrays.fill(costs[3], NONE);
        RingAnswer answer = solve(Objective.TOTAL, costs);
        assertThat(answer).isEqualTo(new RingAnswer.None(List.of(List.of(3)), true));
        assertThatThrownBy(answer::orElseThrow)
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("without node 3");
    }

    @Test
    void eitherOfTwoThatDoNotSeeEachOtherMayGoWhereThreeAre() {
        double[][] costs = all(3, 1);
        costs[1][2] = NONE;
        costs[2][1] = NONE;
        assertThat(solve(Objective.BOTTLENECK, costs))
                .isEqualTo(new RingAnswer.None(List.of(List.of(1), List.of(2)), true));
    }

    @ParameterizedTest
    @ValueSource(ints = {18, 24})
    void blameBeyondTheExactSolver(int size) {
        double[][] costs = all(size, 1);
        for (int other = 0; other < size; other++) {
            costs[other][2] = NONE;
            costs[7][other] = NONE;
        }
        RingAnswer answer = solve(Objective.TOTAL, costs);
        assertThat(answer).isEqualTo(new RingAnswer.None(List.of(List.of(2, 7)), size <= 20));
    }

    /** No search would find it: every node reaches a single other one. */
    @ParameterizedTest
    @ValueSource(ints = {17, 20})
    void theOnlyRingIsFound(int size) {
        double[][] costs = all(size, NONE);
        int[] order = Rings.shuffled(5, size).toArray();
        for (int place = 0; place < size; place++) {
            costs[order[place]][order[(place + 1) % size]] = 1;
        }
        RingAnswer answer = solve(Objective.BOTTLENECK, costs);
        assertThat(answer.orElseThrow()).isEqualTo(Ring.of(order));
    }

    @ParameterizedTest
    @EnumSource
    void equalInstancesGetEqualAnswers(Objective objective) {
        for (int size : new int[] {8, 40}) {
            RingAnswer once = new RingSolver(objective, 3, 2_000).solve(Rings.withTies(1, size));
            RingAnswer again = new RingSolver(objective, 3, 2_000).solve(Rings.withTies(1, size));
            assertThat(once).isEqualTo(again).isInstanceOf(RingAnswer.Found.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoRegionsAreCrossedTwice(Objective objective) {
        for (int size : new int[] {8, 12, 30}) {
            double[][] costs = all(size, 1);
            for (int from = 0; from < size; from++) {
                for (int to = 0; to < size; to++) {
                    costs[from][to] = from % 2 == to % 2 ? 1 + from / 100.0 : 10 + to / 10.0;
                }
            }
            Ring ring = solve(objective, costs).orElseThrow();
            long crossings = ring.order().stream()
                    .filter(node -> node % 2 != ring.next(node) % 2)
                    .count();
            assertThat(crossings).isEqualTo(2);
        }
    }

    @Test
    void ringsAreTheSameHoweverTheyAreTurned() {
        assertThat(Ring.of(2, 0, 1)).isEqualTo(Ring.of(0, 1, 2)).isEqualTo(Ring.ascending(3));
        assertThat(Ring.of(0, 2, 1)).isNotEqualTo(Ring.of(0, 1, 2));
        assertThat(Ring.of(0, 2, 1).next(1)).isZero();
        assertThat(Ring.of(0, 2, 1).previous(0)).isEqualTo(1);
        assertThatThrownBy(() -> Ring.of(0, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Ring.of(0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Ring(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThat(Set.of(Ring.of(1, 0), Ring.of(0, 1, 2))).contains(Ring.of(0, 1));
    }

    /** Prints the CPU time that the exact solver and the search take: sizes as arguments. */
    public static void main(String[] args) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (String argument : args) {
            CostMatrix costs = Rings.random(1, Integer.parseInt(argument), 0);
            for (Objective objective : Objective.values()) {
                for (int i = 0; i < 3; i++) {
                    long start = threads.getCurrentThreadCpuTime();
                    RingCost cost = new RingSolver(objective, 1)
                            .solve(costs)
                            .orElseThrow()
                            .cost(costs);
                    double milliseconds = (threads.getCurrentThreadCpuTime() - start) / 1e6;
                    System.out.printf("%s nodes, %s: %.1f ms, %s%n", argument, objective, milliseconds, cost);
                }
            }
        }
    }
}

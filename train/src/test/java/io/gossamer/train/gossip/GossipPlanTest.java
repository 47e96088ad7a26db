package io.gossamer.train.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The exact checks of sheet 18 on who hears whom. */
class GossipPlanTest {
    private static GossipPlan plan(int nodes, Topology topology, String budget, long rounds) {
        return plan(nodes, topology, budget, rounds, false);
    }

    private static GossipPlan plan(int nodes, Topology topology, String budget, long rounds, boolean mutual) {
        return new GossipPlan(
                nodes,
                topology,
                Budget.parse(budget, topology.degree(nodes), nodes - 1),
                rounds,
                Topology.EXPONENTIAL,
                mutual,
                7);
    }

    private static void requireRowsSumToOne(Mixing mixing) {
        for (int node = 0; node < mixing.nodes(); node++) {
            int row = node;
            assertThat(IntStream.range(0, mixing.nodes())
                            .mapToDouble(other -> mixing.weight(row, other))
                            .sum())
                    .isCloseTo(1, within(1e-6));
            assertThat(mixing.weight(node, node)).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(Topology.class)
    void rowsSumToOne(Topology topology) {
        for (int nodes = 1; nodes <= 17; nodes++) {
            requireRowsSumToOne(Mixing.of(topology, nodes));
            for (double others : new double[] {0, 0.2, 1.5, 3}) {
                GossipPlan plan = plan(nodes, topology, Double.toString(others), 20);
                for (int round = 0; round < 20; round++) {
                    requireRowsSumToOne(plan.mixing(round));
                }
            }
        }
    }

    @Test
    void topologiesHaveTheirNeighbours() {
        assertThat(Mixing.of(Topology.EXPONENTIAL, 8).heard(3)).containsExactly(3, 4, 5, 7);
        assertThat(Mixing.of(Topology.EXPONENTIAL, 8).heard(6)).containsExactly(0, 2, 6, 7);
        assertThat(Mixing.of(Topology.RING, 8).heard(0)).containsExactly(0, 1, 7);
        assertThat(Mixing.of(Topology.LEFT, 8).heard(0)).containsExactly(0, 7);
        assertThat(Mixing.of(Topology.NONE, 8).heard(5)).containsExactly(5);
        Mixing complete = Mixing.of(Topology.COMPLETE, 8);
        for (int node = 0; node < 8; node++) {
            for (int other = 0; other < 8; other++) {
                assertThat(complete.weight(node, other)).isEqualTo(1.0 / 8);
            }
        }
        assertThat(complete.isComplete()).isTrue();
        assertThat(Mixing.of(Topology.RING, 8).isComplete()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Topology.class)
    void fewNodesHearEachOtherOnceAndNeverThemselves(Topology topology) {
        for (int nodes = 1; nodes <= 4; nodes++) {
            for (int node = 0; node < nodes; node++) {
                assertThat(topology.neighbours(node, nodes))
                        .hasSize(topology.degree(nodes))
                        .doesNotContain(node)
                        .doesNotHaveDuplicates()
                        .isSorted();
            }
        }
        assertThat(Topology.RING.neighbours(1, 2)).containsExactly(0);
        assertThat(Topology.LEFT.neighbours(0, 1)).isEmpty();
        assertThat(Mixing.of(Topology.RING, 3).isComplete()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Topology.class)
    void mutualPullsKeepTheMeanWhereDirectedOnesMoveIt(Topology topology) {
        for (int nodes = 1; nodes <= 17; nodes++) {
            for (double others : new double[] {0, 0.2, 1.5, 3}) {
                GossipPlan directed = plan(nodes, topology, Double.toString(others), 20);
                GossipPlan mutual = plan(nodes, topology, Double.toString(others), 20, true);
                for (int round = 0; round < 20; round++) {
                    Mixing both = mutual.mixing(round);
                    requireRowsSumToOne(both);
                    assertThat(both.isDoublyStochastic()).isTrue();
                    for (int node = 0; node < nodes; node++) {
                        assertThat(both.heard(node))
                                .contains(directed.mixing(round).heard(node));
                        for (int other = 0; other < nodes; other++) {
                            assertThat(both.weight(node, other)).isEqualTo(both.weight(other, node));
                        }
                    }
                }
            }
        }
        double[] values = IntStream.range(0, 16).mapToDouble(Math::sqrt).toArray();
        double mean = IntStream.range(0, 16).mapToDouble(Math::sqrt).average().orElseThrow();
        double moved = 0;
        for (int round = 0; round < 20; round++) {
            double[] kept = mix(plan(16, Topology.COMPLETE, "0.2", 20, true).mixing(round), values);
            assertThat(IntStream.range(0, 16)
                            .mapToDouble(i -> kept[i])
                            .average()
                            .orElseThrow())
                    .isCloseTo(mean, within(1e-12));
            double[] drifted = mix(plan(16, Topology.COMPLETE, "0.2", 20).mixing(round), values);
            moved = Math.max(
                    moved,
                    Math.abs(IntStream.range(0, 16)
                                    .mapToDouble(i -> drifted[i])
                                    .average()
                                    .orElseThrow()
                            - mean));
        }
        assertThat(moved).isGreaterThan(0.01);
    }

    private static double[] mix(Mixing mixing, double[] values) {
        return IntStream.range(0, values.length)
                .mapToDouble(node -> IntStream.range(0, values.length)
                        .mapToDouble(other -> mixing.weight(node, other) * values[other])
                        .sum())
                .toArray();
    }

    @Test
    void metropolisWeightsByHand() {
        // 0 and 2 pull from 1.
        Mixing mixing = Mixing.of(new int[][] {{1}, {}, {1}}).mutual();
        assertThat(mixing.heard(1)).containsExactly(0, 1, 2);
        assertThat(mixing.pullers(0)).isEqualTo(1);
        double[][] expected = {{2 / 3.0, 1 / 3.0, 0}, {1 / 3.0, 1 / 3.0, 1 / 3.0}, {0, 1 / 3.0, 2 / 3.0}};
        for (int node = 0; node < 3; node++) {
            for (int other = 0; other < 3; other++) {
                assertThat(mixing.weight(node, other)).isCloseTo(expected[node][other], within(1e-15));
            }
        }
    }

    @Test
    void aFifthOfANeighbourIsOneInFiveRounds() {
        int rounds = 12_500;
        GossipPlan plan = plan(8, Topology.COMPLETE, "0.2", rounds);
        long pulls = 0;
        long[] heard = new long[8];
        for (int round = 0; round < rounds; round++) {
            Mixing mixing = plan.mixing(round);
            for (int node = 0; node < 8; node++) {
                pulls += mixing.pulled(node).length;
                heard[node] += mixing.pullers(node);
            }
        }
        int draws = 8 * rounds;
        double deviation = Math.sqrt(0.2 * 0.8 / draws);
        assertThat((double) pulls / draws).isCloseTo(0.2, within(3 * deviation));
        for (long times : heard) {
            assertThat((double) times / rounds).isCloseTo(0.2, within(6 * deviation * Math.sqrt(8)));
        }
    }

    @Test
    void fractionsAboveOneAddAtMostOne() {
        GossipPlan plan = plan(9, Topology.COMPLETE, "2.5", 4000);
        double pulls = IntStream.range(0, 4000)
                .mapToDouble(round -> plan.mixing(round).pulled(4).length)
                .peek(count -> assertThat(count).isBetween(2.0, 3.0))
                .average()
                .orElseThrow();
        assertThat(pulls).isCloseTo(2.5, within(0.03));
    }

    @Test
    void drawsStayAmongTheNeighbours() {
        GossipPlan plan = plan(16, Topology.EXPONENTIAL, "1.5", 200);
        for (int round = 0; round < 200; round++) {
            for (int node = 0; node < 16; node++) {
                assertThat(Topology.EXPONENTIAL.neighbours(node, 16))
                        .contains(plan.mixing(round).pulled(node));
            }
        }
        assertThat(plan(16, Topology.RING, "each", 9).mixing(3).heard(0)).containsExactly(0, 1, 15);
        assertThat(plan(16, Topology.RING, "7", 9).mixing(3).heard(0)).containsExactly(0, 1, 15);
    }

    @Test
    void everybodyIsExactlyComplete() {
        for (Topology topology : Topology.values()) {
            assertThat(plan(16, topology, "15", 5).mixing(0).isComplete()).isTrue();
            assertThat(plan(16, topology, "all", 5).mixing(0).isComplete()).isTrue();
        }
    }

    @Test
    void thePlanIsAFunctionOfSeedAndRound() {
        GossipPlan plan = plan(16, Topology.COMPLETE, "0.7", 50);
        for (int round : new int[] {3, 1, 3}) {
            for (int node = 0; node < 16; node++) {
                assertThat(plan.mixing(round).heard(node))
                        .isEqualTo(plan(16, Topology.COMPLETE, "0.7", 50)
                                .mixing(round)
                                .heard(node));
            }
        }
    }

    @Test
    void budgetsAtFixedPoints() {
        Budget truncate = Budget.parse("truncate(0.2,31,0.99)", 31, 31);
        assertThat(truncate.at(0.9899)).isEqualTo(0.2);
        assertThat(truncate.at(0.99)).isEqualTo(31);
        Budget window = Budget.parse("window(0.2,all,0.9,0.05)", 31, 31);
        assertThat(window.at(0.89)).isEqualTo(0.2);
        assertThat(window.at(0.9)).isEqualTo(31);
        assertThat(window.at(0.949)).isEqualTo(31);
        assertThat(window.at(0.95)).isEqualTo(0.2);
        assertThat(Budget.parse("linear(1,3)", 9, 9).at(0.5)).isEqualTo(2);
        Budget cosine = Budget.parse("cosine(4,0)", 9, 9);
        assertThat(cosine.at(0)).isEqualTo(4);
        assertThat(cosine.at(0.5)).isCloseTo(2, within(1e-12));
        assertThat(cosine.at(1)).isCloseTo(0, within(1e-12));
        assertThat(Budget.parse("slow-decrease(8,1)", 9, 9).at(0.1)).isCloseTo(1 + 7 / Math.E, within(1e-12));
        Budget grow = Budget.parse("slow-grow(0.2,16)", 9, 9);
        assertThat(grow.at(0)).isEqualTo(0.2);
        assertThat(grow.at(0.9)).isCloseTo(0.2, within(0.02));
        assertThat(grow.at(1)).isCloseTo(16, within(1e-12));
        assertThat(Budget.parse("0.3", 9, 9).at(0.7)).isEqualTo(0.3);
        assertThat(Budget.parse("fixed(each)", 4, 9).at(0.7)).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-1", "NaN", "linear(1)", "truncate(0.2,all)", "window(0,1,0.5,2)", "soon(1,2)", "cosine(1,2"
            })
    void whatIsNoBudgetIsRefused(String text) {
        assertThat(Budget.isBudget(text)).isFalse();
        assertThatThrownBy(() -> Budget.parse(text, 3, 3)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void oneMergeOfAllAfterTheLastRoundOfTraining() {
        GossipPlan plan = plan(16, Topology.COMPLETE, "truncate(0.2,all,1)", 60);
        assertThat(IntStream.range(0, 60).filter(round -> plan.mixing(round).isComplete()))
                .containsExactly(59);
        assertThat(plan.trains(59)).isTrue();
        assertThat(plan.trains(60)).isFalse();
        assertThat(plan.mixing(60).heard(0)).containsExactly(0, 1, 2, 4, 8);
    }

    @Test
    void columnsSumToOneWhereEverybodyIsHeardEquallyOften() {
        for (Topology topology : Topology.values()) {
            assertThat(Mixing.of(topology, 11).isDoublyStochastic()).isTrue();
        }
        assertThat(Mixing.of(new int[][] {{1}, {}, {}}).isDoublyStochastic()).isFalse();
        assertThatThrownBy(() -> Mixing.of(new int[][] {{1, 1}, {}})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Mixing.of(new int[][] {{2}, {}})).isInstanceOf(IllegalArgumentException.class);
    }
}

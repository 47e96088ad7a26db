package io.gossamer.net.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.net.schedule.Step.Content;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    private static final int LARGEST = 17;

    @Test
    void anArrayOfEightIsCutInThree() {
        Chunks chunks = new Chunks(8, 3);
        assertThat(IntStream.range(0, 3).mapToObj(c -> "[" + chunks.start(c) + "," + chunks.end(c) + ")"))
                .containsExactly("[0,3)", "[3,6)", "[6,8)");
    }

    @Test
    void chunksCoverAnArrayAndDifferByOneAtMost() {
        for (int count = 1; count <= LARGEST; count++) {
            for (long length = 0; length < 3 * count; length++) {
                Chunks chunks = new Chunks(length, count);
                assertThat(chunks.start(0)).isZero();
                assertThat(chunks.end(count - 1)).isEqualTo(length);
                for (int chunk = 0; chunk < count; chunk++) {
                    assertThat(chunks.size(chunk))
                            .isEqualTo(chunks.end(chunk) - chunks.start(chunk))
                            .isBetween(length / count, length / count + 1);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void anAllReduceCombinesWhatAllBringInTheStatedOrderForAll(Algorithm algorithm) {
        for (int nodes = 1; nodes <= LARGEST; nodes++) {
            int size = nodes;
            Run run = new Run(nodes, node -> Schedule.allReduce(algorithm, node, size));
            assertThat(run.messages).isEqualTo(algorithm.messages(nodes));
            int chunks = algorithm == Algorithm.RING ? nodes : 1;
            for (int chunk = 0; chunk < chunks; chunk++) {
                String expected = algorithm == Algorithm.TREE ? tree(0, nodes) : inOrder(chunk, nodes);
                for (int node = 0; node < nodes; node++) {
                    assertThat(run.held.get(node)).containsEntry(chunk, expected);
                }
            }
        }
    }

    @Test
    void aReducedChunkEndsAtTheNodeOfItsNumber() {
        for (int nodes = 1; nodes <= LARGEST; nodes++) {
            int size = nodes;
            Run run = new Run(nodes, node -> Schedule.reduceScatter(node, size));
            for (int node = 0; node < nodes; node++) {
                assertThat(run.held.get(node)).containsEntry(node, inOrder((node + 1) % nodes, nodes));
            }
        }
    }

    @Test
    void everyChunkIsGatheredByAll() {
        for (int nodes = 1; nodes <= LARGEST; nodes++) {
            int size = nodes;
            Run run = new Run(nodes, node -> Schedule.allGather(node, size));
            for (int node = 0; node < nodes; node++) {
                for (int chunk = 0; chunk < nodes; chunk++) {
                    assertThat(run.held.get(node)).containsEntry(chunk, "" + chunk);
                }
            }
        }
    }

    @Test
    void aBroadcastReachesAllFromEveryRoot() {
        for (int nodes = 1; nodes <= LARGEST; nodes++) {
            for (int root = 0; root < nodes; root++) {
                int size = nodes;
                int from = root;
                assertThat(new Run(nodes, node -> Schedule.broadcastAlongChain(from, node, size)).held)
                        .allMatch(held -> held.get(0).equals("" + from));
                assertThat(new Run(nodes, node -> Schedule.broadcastDirectly(from, node, size)).held)
                        .allMatch(held -> held.get(0).equals("" + from));
                assertThat(new Run(nodes, node -> Schedule.broadcastDownTree(from, node, size)).held)
                        .allMatch(held -> held.get(0).equals("" + from));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8, 1000})
    void aNodeOfARingSendsAllChunksButOneTwice(int nodes) {
        long length = 1_000_003;
        Chunks chunks = new Chunks(length, nodes);
        for (int node : new int[] {0, nodes / 2, nodes - 1}) {
            Schedule schedule = Schedule.allReduce(Algorithm.RING, node, nodes);
            assertThat(schedule.elementsSent(length))
                    .isEqualTo(2 * length - chunks.size((node + 1) % nodes) - chunks.size((node + 2) % nodes));
            assertThat(schedule.messagesSent()).isEqualTo(2L * (nodes - 1));
        }
    }

    @Test
    void aThousandNodesNeedTwoMessagesEachInATree() {
        long messages = IntStream.range(0, 1000)
                .mapToLong(
                        node -> Schedule.allReduce(Algorithm.TREE, node, 1000).messagesSent())
                .sum();
        assertThat(messages).isEqualTo(1998).isEqualTo(Algorithm.TREE.messages(1000));
    }

    private static String inOrder(int first, int nodes) {
        String combined = "" + first;
        for (int step = 1; step < nodes; step++) {
            combined = "(" + combined + "+" + (first + step) % nodes + ")";
        }
        return combined;
    }

    /** A node with its subtrees, the smallest first. */
    private static String tree(int node, int nodes) {
        String combined = "" + node;
        for (int bit = 1; node + bit < nodes && (node & bit) == 0; bit <<= 1) {
            combined = "(" + combined + "+" + tree(node + bit, nodes) + ")";
        }
        return combined;
    }

    /** Carries out schedules with formulas for arrays, all nodes by turns, a step as soon as what it takes is there. */
    private static final class Run {
        private final List<Map<Integer, String>> held = new ArrayList<>();
        private final Map<List<Integer>, Queue<String>> ways = new HashMap<>();
        private long messages;

        Run(int nodes, IntFunction<Schedule> schedules) {
            List<Queue<Step>> left = new ArrayList<>();
            for (int node = 0; node < nodes; node++) {
                held.add(new HashMap<>());
                left.add(new ArrayDeque<>(schedules.apply(node).steps()));
            }
            boolean moved = true;
            while (moved) {
                moved = false;
                for (int node = 0; node < nodes; node++) {
                    while (!left.get(node).isEmpty()
                            && isReady(node, left.get(node).element())) {
                        carryOut(node, left.get(node).remove());
                        moved = true;
                    }
                }
            }
            assertThat(left).as("nodes that wait for ever").allMatch(Queue::isEmpty);
            assertThat(ways.values()).as("what nobody takes").allMatch(Queue::isEmpty);
        }

        private boolean isReady(int node, Step step) {
            return step.from().stream()
                    .allMatch(from -> from == node || !way(from, node).isEmpty());
        }

        private void carryOut(int node, Step step) {
            String combined = step.from().stream()
                    .map(from -> from == node ? "" + node : way(from, node).remove())
                    .reduce((left, right) -> "(" + left + "+" + right + ")")
                    .orElseThrow();
            if (step.content() != Content.CONTRIBUTION) {
                held.get(node).put(step.chunk(), combined);
            }
            for (int to : step.to()) {
                way(node, to).add(combined);
                messages++;
            }
        }

        private Queue<String> way(int from, int to) {
            return ways.computeIfAbsent(List.of(from, to), way -> new ArrayDeque<>());
        }
    }
}

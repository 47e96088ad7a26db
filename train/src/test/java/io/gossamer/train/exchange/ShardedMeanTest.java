package io.gossamer.train.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.codec.message.Votes;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.train.cluster.SimulatedGroup;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardedMeanTest {
    private static final FlatLayout LAYOUT =
            FlatLayout.of(List.of("a", "b"), List.of(new long[] {3}, new long[] {2, 2}));

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    /** Element i of node r is 10 r + i; its owner adds 1000 i, which only who knows where its piece stands can. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 9})
    void everyOwnerMakesItsPieceOfTheMeanAndAllHearIt(int nodes) {
        SimulatedGroup.of(nodes)
                .run(group -> {
                    try (FlatTensors tensors = FlatTensors.zeros(LAYOUT);
                            ShardedMean exchange = new ShardedMean(group, LAYOUT, (piece, from) -> {
                                for (long i = 0; i < piece.byteSize() / Float.BYTES; i++) {
                                    float mean = piece.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                                    piece.setAtIndex(ValueLayout.JAVA_FLOAT, i, mean + 1000 * (from + i));
                                }
                            })) {
                        for (int i = 0; i < 7; i++) {
                            set(tensors, i, 10 * group.rank() + i);
                        }
                        Votes votes = new Votes(group.rank() == nodes - 1, false);
                        assertThat(exchange.mean(tensors, 3, votes)).isEqualTo(new Votes(true, false));
                        for (int i = 0; i < 7; i++) {
                            assertThat(get(tensors, i)).isEqualTo(5f * (nodes - 1) + i + 1000 * i);
                        }
                        assertThat(exchange.pieceElements()).isEqualTo(7 / nodes + (group.rank() < 7 % nodes ? 1 : 0));
                    }
                })
                .requireReturned();
    }

    private static void set(FlatTensors tensors, int i, float value) {
        tensors.memory(i < 3 ? 0 : 1).setAtIndex(ValueLayout.JAVA_FLOAT, i < 3 ? i : i - 3, value);
    }

    private static float get(FlatTensors tensors, int i) {
        return tensors.memory(i < 3 ? 0 : 1).getAtIndex(ValueLayout.JAVA_FLOAT, i < 3 ? i : i - 3);
    }
}

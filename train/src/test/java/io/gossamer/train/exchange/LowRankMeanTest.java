package io.gossamer.train.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.gossamer.codec.lowrank.LowRankCodec;
import io.gossamer.codec.memory.ErrorFeedback;
import io.gossamer.codec.memory.NoMemory;
import io.gossamer.codec.message.Votes;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.train.cluster.SimulatedGroup;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.function.LongToIntFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** PowerSGD's exchange: the exact checks of sheet 07 that concern it. */
class LowRankMeanTest {
    private static final FlatLayout LAYOUT =
            FlatLayout.of(List.of("weight", "bias"), List.of(new long[] {9, 14}, new long[] {14}));
    private static final int HIGHEST = 9;

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    private static Allocation rank(LongToIntFunction rankAt) {
        return (tensor, entry, step) ->
                tensor == 0 ? Optional.of(new LowRankCodec(rankAt.applyAsInt(step), 14)) : Optional.empty();
    }

    private static float[] floats(FlatTensors tensors, int tensor) {
        return tensors.memory(tensor).toArray(ValueLayout.JAVA_FLOAT);
    }

    @Test
    void atFullRankTheMeanIsExact() {
        SimulatedGroup.of(3)
                .run(group -> {
                    try (FlatTensors x = FlatTensors.zeros(LAYOUT);
                            LowRankMean exchange = new LowRankMean(
                                    group, LAYOUT, 1, rank(step -> 9), (arena, counts) -> new NoMemory(), HIGHEST, 0)) {
                        double[] mean = new double[9 * 14];
                        for (int node = 0; node < 3; node++) {
                            RandomStream.of(1, Purpose.TEST, node, 0, 0).fillNormal(x.memory(0), 0, 1);
                            for (int i = 0; i < mean.length; i++) {
                                mean[i] += floats(x, 0)[i] / 3.0;
                            }
                        }
                        RandomStream.of(1, Purpose.TEST, group.rank(), 0, 0).fillNormal(x.memory(0), 0, 1);
                        x.memory(1).set(ValueLayout.JAVA_FLOAT, 0, group.rank());
                        Votes own = new Votes(group.rank() == 2, group.rank() == 1);
                        assertThat(exchange.mean(x, 0, own)).isEqualTo(new Votes(true, true));
                        for (int i = 0; i < mean.length; i++) {
                            assertThat((double) floats(x, 0)[i]).isCloseTo(mean[i], within(1e-5));
                        }
                        assertThat(floats(x, 1)[0]).isCloseTo(1, within(1e-6f));
                    }
                })
                .requireReturned();
    }

    @Test
    void powerStepsMakeUpForAColdStart() {
        double cold = errorOfFirstExchange(0);
        double warm = errorOfFirstExchange(5);
        double svd = errorOfFirstExchange(100);
        assertThat(warm).isLessThan(cold);
        assertThat(svd).isLessThanOrEqualTo(warm);
        assertThat(warm).isCloseTo(svd, withinPercentage(5));
    }

    /** |x - mean| where both of two nodes say x, at rank 3. */
    private static double errorOfFirstExchange(int powerSteps) {
        double[] errors = new double[2];
        SimulatedGroup.of(2)
                .run(group -> {
                    try (FlatTensors x = FlatTensors.zeros(LAYOUT);
                            LowRankMean exchange = new LowRankMean(
                                    group,
                                    LAYOUT,
                                    1,
                                    rank(step -> 3),
                                    (arena, counts) -> new NoMemory(),
                                    HIGHEST,
                                    powerSteps)) {
                        RandomStream.of(1, Purpose.TEST, 0, 0, 0).fillNormal(x.memory(0), 0, 1);
                        float[] before = floats(x, 0);
                        exchange.mean(x, 0, Votes.NONE);
                        for (int i = 0; i < before.length; i++) {
                            errors[group.rank()] += Math.pow(before[i] - floats(x, 0)[i], 2);
                        }
                    }
                })
                .requireReturned();
        assertThat(errors[0]).isEqualTo(errors[1]);
        return Math.sqrt(errors[0]);
    }

    @Test
    void allNodesGetTheSameBitsAndErrorFeedbackBringsTheRestAlsoAcrossAChangeOfRank() {
        int calls = 60;
        float[][] last = new float[2][];
        double[][] said = new double[2][9 * 14];
        SimulatedGroup.of(2)
                .run(group -> {
                    try (FlatTensors x = FlatTensors.zeros(LAYOUT);
                            LowRankMean exchange = new LowRankMean(
                                    group,
                                    LAYOUT,
                                    1,
                                    rank(step -> step < 20 ? 1 : 3),
                                    ErrorFeedback::new,
                                    HIGHEST,
                                    0)) {
                        for (int call = 0; call < calls; call++) {
                            RandomStream.of(1, Purpose.TEST, group.rank(), 0, 0).fillNormal(x.memory(0), 0, 1);
                            assertThat(exchange.mean(x, call, Votes.NONE)).isEqualTo(Votes.NONE);
                            last[group.rank()] = floats(x, 0);
                            for (int i = 0; i < said[0].length; i++) {
                                said[group.rank()][i] += last[group.rank()][i];
                            }
                        }
                    }
                })
                .requireReturned();
        assertThat(last[0]).containsExactly(last[1]);
        try (FlatTensors x = FlatTensors.zeros(LAYOUT)) {
            double[] mean = new double[said[0].length];
            for (int node = 0; node < 2; node++) {
                RandomStream.of(1, Purpose.TEST, node, 0, 0).fillNormal(x.memory(0), 0, 1);
                for (int i = 0; i < mean.length; i++) {
                    mean[i] += floats(x, 0)[i] / 2.0;
                }
            }
            double error = 0;
            double norm = 0;
            for (int i = 0; i < mean.length; i++) {
                error += Math.pow(said[0][i] / calls - mean[i], 2);
                norm += mean[i] * mean[i];
            }
            // What is not said in one call is said later: the mean over calls comes close, which rank 3 alone would
            // not.
            assertThat(Math.sqrt(error / norm)).isLessThan(0.15);
        }
    }
}

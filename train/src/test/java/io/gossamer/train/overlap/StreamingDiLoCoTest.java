package io.gossamer.train.overlap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.train.job.Job;
import io.gossamer.train.job.JobBuilder;
import io.gossamer.train.recursion.AffineProblem;
import io.gossamer.train.recursion.Problems;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The exact checks of sheet 06 on presets as they are, with gradients that depend on the parameters. */
class StreamingDiLoCoTest {
    private static final int PERIOD = 7;
    private static final int STEPS = 6 * PERIOD;
    private static final AffineProblem PROBLEM = Problems.leastSquares(3, 4, 12, 10);
    /** Of 4, 4 and 2 parameters. */
    private static final String[] ONE_LAYER_EACH = {"head", "block0.weight", "block1.weight"};

    /** AdamW from zero to where the gradients are small, at a constant rate of 0.1. */
    private static OverlapCluster run(int nodes, int period, String method, String... settings) {
        JobBuilder builder = Job.builder()
                .task("digits")
                .model("mlp:8")
                .methods(method)
                .steps(STEPS)
                .set(method, "optimizer", "adamw")
                .set(method, "learning-rate", "0.1")
                .set(method, "learning-rate-warmup", "0")
                .set(method, "learning-rate-decay", "constant");
        for (int i = 0; i < settings.length; i += 2) {
            builder.set(method, settings[i], settings[i + 1]);
        }
        Job job = builder.build();
        return new OverlapCluster(nodes, PROBLEM, period, 0)
                .withTensors(ONE_LAYER_EACH)
                .run(Job.preset(method).strategy(job.settings(method), STEPS), STEPS);
    }

    static Stream<Arguments> methodsThatMergeAtOnce() {
        String[] plainOuter = {"outer-learning-rate", "1", "outer-momentum", "0", "sync-every", Integer.toString(PERIOD)
        };
        return Stream.of(
                Arguments.of("diloco", plainOuter, List.of(42, 42, 42)),
                Arguments.of(
                        "streaming-diloco",
                        Stream.concat(Stream.of(plainOuter), Stream.of("fragments", "3", "overlap", "0", "mixing", "0"))
                                .toArray(String[]::new),
                        List.of(42, 38, 40)));
    }

    /** Moments that are not those of plain training, such as ones that begin anew after a merge, lead elsewhere. */
    @ParameterizedTest
    @MethodSource("methodsThatMergeAtOnce")
    void aloneWithAnOuterRateOfOneItIsPlainAdamW(String method, String[] settings, List<Integer> saidLast) {
        OverlapCluster plain = run(1, 1, "allreduce");
        OverlapCluster alone = run(1, PERIOD, method, settings);
        assertThat(alone.own()).hasSize(STEPS);
        for (int step = 0; step < STEPS; step++) {
            assertThat(alone.own().get(step)).containsExactly(plain.own().get(step), within(2e-6));
        }
        // Of the shared parameters each tensor is as it was after the step after which it was said last.
        double[] shared = IntStream.range(0, PROBLEM.dimension())
                .mapToDouble(i -> plain.own().get(saidLast.get(i / 4) - 1)[i])
                .toArray();
        assertThat(alone.last()).containsExactly(shared, within(2e-6));
        assertThat(Arrays.stream(shared).map(Math::abs).max().orElseThrow()).isGreaterThan(0.5);
    }

    /**
     * Two fragments are under way at a time: turns come after steps 2, 4, 6, ..., and each takes 3 steps. That the hashes of all
     * workers are one after each step is seen to in the run.
     */
    @Test
    void allWorkersHoldTheSameParametersAndOuterStateAfterEveryStep() {
        OverlapCluster run =
                run(4, 2, "streaming-diloco", "sync-every", "6", "fragments", "3", "overlap", "3", "codec", "fp4");
        List<double[]> turns = run.rounds();
        assertThat(turns).hasSize(STEPS / 2);
        for (int turn = 2; turn < turns.size(); turn++) {
            assertThat(turns.get(turn)).isNotEqualTo(turns.get(turn - 1));
        }
        assertThat(run.own().getLast()).isNotEqualTo(run.last());
    }
}

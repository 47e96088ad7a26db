package io.gossamer.train.recursion;

import static io.gossamer.train.recursion.Vectors.mean;
import static io.gossamer.train.recursion.Vectors.norm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.core.random.Purpose;
import io.gossamer.train.schedule.NodeSample;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProblemsTest {
    static Stream<AffineProblem> problems() {
        return Stream.of(
                Problems.twoQuadratics(),
                Problems.leastSquares(1, 10, 60, 50),
                Problems.bilinearSaddle(1, 5, 20, 0.2),
                Problems.bilinearSaddle(2, 8, 30, 0.1));
    }

    @ParameterizedTest
    @MethodSource("problems")
    void theMeanGradientVanishesAtTheSolutionAndTheSingleOnesDoNot(AffineProblem problem) {
        double scale = norm(problem.gradient(0, problem.solution()));
        assertThat(scale).isPositive();
        assertThat(norm(problem.meanGradient(problem.solution()))).isLessThan(1e-13 * scale);
    }

    @Test
    void gradientsAreThoseOfTheFormulas() {
        AffineProblem quadratics = Problems.twoQuadratics();
        assertThat(quadratics.gradient(1, new double[] {1, 1, 1})).containsExactly(-4, 6, 0);
        AffineProblem example = Problems.divergenceExample();
        assertThat(example.gradient(0, new double[] {1, 1, 1})).containsExactly(-5.5, 4.5, 4.5);
        assertThat(example.gradient(2, new double[] {1, 0, 0})).containsExactly(8.5, 8, -12);
        assertThat(norm(example.solution())).isZero();
    }

    @Test
    void lipschitzConstantsAreSpectralNorms() {
        assertThat(Problems.twoQuadratics().lipschitz()).isCloseTo(2, within(1e-12));
        assertThat(Problems.twoQuadratics().meanLipschitz()).isCloseTo(1.5, within(1e-12));
        assertThat(Problems.divergenceExample().lipschitz()).isCloseTo(2 * 17 + 0.5, within(1e-9));
    }

    /** The same numbers on every machine. */
    @Test
    void drawnProblemsAreFrozen() {
        AffineProblem squares = Problems.leastSquares(1, 10, 60, 50);
        AffineProblem saddle = Problems.bilinearSaddle(1, 5, 20, 0.2);
        assertThat(squares.solution()[0]).isEqualTo(0.09877788123948633);
        assertThat(squares.solution()[49]).isEqualTo(0.5755485412748853);
        assertThat(saddle.gradient(4, new double[40])[39]).isEqualTo(1.9784303903579712);
        assertThat(Problems.leastSquares(2, 10, 60, 50).solution()).isNotEqualTo(squares.solution());
    }

    @Test
    void aProblemWithoutASingleSolutionIsRefused() {
        assertThatThrownBy(() -> new AffineProblem(new double[1][2][2], new double[1][2]))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("no single solution");
    }

    @Test
    void noiseHasItsDeviationAndIsTheSameForEveryMethod() {
        AffineProblem exact = Problems.twoQuadratics();
        double[] x = new double[3];
        double[] clean = exact.gradient(1, x);
        NoisyProblem noisy = new NoisyProblem(exact, 0.5, 3);
        double sum = 0;
        double squares = 0;
        int count = 3 * 10_000;
        for (int i = 0; i < 10_000; i++) {
            double[] noise = Vectors.minus(noisy.gradient(1, x), clean);
            sum += Arrays.stream(noise).sum();
            squares += Vectors.dot(noise, noise);
        }
        assertThat(sum / count).isCloseTo(0, within(3.5 * 0.5 / Math.sqrt(count)));
        assertThat(Math.sqrt(squares / count)).isCloseTo(0.5, within(0.01));
        assertThat(new NoisyProblem(exact, 0.5, 3).gradient(0, x))
                .isEqualTo(new NoisyProblem(exact, 0.5, 3).gradient(0, x))
                .isNotEqualTo(new NoisyProblem(exact, 0.5, 4).gradient(0, x));
    }

    @Test
    void batchesDifferAndTheirMeanIsTheOperator() {
        AffineProblem exact = Problems.bilinearSaddle(1, 5, 20, 0.2);
        SplitProblem sum = new SplitProblem(exact, 8, 0.3, 1);
        double[] z = exact.gradient(1, new double[40]);
        double[][] batches = new double[sum.batches()][];
        Arrays.setAll(batches, batch -> sum.gradient(3, batch, z));
        assertThat(norm(Vectors.minus(batches[0], batches[1]))).isGreaterThan(1);
        assertThat(norm(Vectors.minus(mean(batches), sum.gradient(3, z)))).isLessThan(1e-12);
    }

    @Test
    void samplesAreDistinctNodesEachEquallyOften() {
        NodeSample sample = new NodeSample(20, 5, 1, Purpose.PARTICIPATION);
        int[] counts = new int[20];
        for (long round = 0; round < 10_000; round++) {
            int[] nodes = sample.of(round);
            assertThat(nodes).hasSize(5).isSorted().doesNotHaveDuplicates();
            for (int node : nodes) {
                counts[node]++;
            }
        }
        double deviation = Math.sqrt(10_000 * 0.25 * 0.75);
        for (int count : counts) {
            assertThat((double) count).isCloseTo(2500, within(4 * deviation));
        }
        assertThat(NodeSample.all(3).of(7)).containsExactly(0, 1, 2);
        assertThatThrownBy(() -> new NodeSample(3, 4, 0, Purpose.PARTICIPATION))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsNoLongerFiniteIsInfinitelyFar() {
        AffineProblem problem = Problems.twoQuadratics();
        assertThat(problem.relativeError(new double[] {Double.NaN, 0, 0})).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(problem.relativeError(new double[] {1e200, 0, 0})).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(problem.relativeError(problem.solution())).isZero();
    }
}

package io.gossamer.codec.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.codec.array.QsgdCodec;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.sparse.SparseVector;
import io.gossamer.codec.sparse.TopK;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memories that estimate gradients, in gradient descent on sums of quadratics: the exact checks of sheet 08. */
class EstimatesTest {
    private final Arena arena = Arena.ofAuto();

    /** Nodes that descend along the mean update; node i has the function curvature[i] / 2 |x - center[i]|^2. */
    private final class Descent {
        private final float[] curvature;
        private final float[][] centers;
        private final TopK topK;
        private final Memory[] memories;
        private final float[] x;

        Descent(float[] curvature, float[][] centers, double density, IntFunction<Memory> memory) {
            this.curvature = curvature;
            this.centers = centers;
            this.topK = new TopK(density);
            this.memories = new Memory[centers.length];
            for (int node = 0; node < centers.length; node++) {
                memories[node] = memory.apply(node);
            }
            this.x = new float[centers[0].length];
        }

        float[] gradient(int node) {
            float[] g = new float[x.length];
            for (int i = 0; i < g.length; i++) {
                g[i] = curvature[node] * (x[i] - centers[node][i]);
            }
            return g;
        }

        /** The first gradients are said whole, and nobody moves yet. */
        Descent start() {
            MemorySegment mean = floats(new float[x.length]);
            for (int node = 0; node < memories.length; node++) {
                MemorySegment gradient = floats(gradient(node));
                memories[node].whole(0, gradient);
                ElementWise.addScaled(1f / memories.length, gradient, mean);
            }
            for (Memory memory : memories) {
                memory.merged(0, floats(array(mean)));
            }
            return this;
        }

        void step(float rate) {
            MemorySegment mean = floats(new float[x.length]);
            SparseVector chosen = new SparseVector();
            for (int node = 0; node < memories.length; node++) {
                MemorySegment said = memories[node].compensate(0, floats(gradient(node)));
                topK.choose(said, RandomStream.of(1, Purpose.TEST, node, 0, 0), chosen);
                memories[node].sent(0, chosen);
                chosen.addTo(mean, 1f / memories.length);
            }
            MemorySegment update = null;
            for (Memory memory : memories) {
                update = floats(array(mean));
                memory.received(0, update);
            }
            for (int i = 0; i < x.length; i++) {
                x[i] -= rate * update.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            }
        }
    }

    private Descent golden(float strength) {
        return new Descent(
                        new float[] {1, 2},
                        new float[][] {{1, 2, 3}, {3, -2, 1}},
                        1 / 3.0,
                        node -> new ErrorControl(arena, new long[] {3}, strength))
                .start();
    }

    @Test
    void errorControlFollowsTheGoldenTrajectory() {
        Descent descent = golden(0.5f);
        float[][] expected = {
            {0.35f, -0.1f, 0.25f}, {0.6475f, -0.2f, 0.5f}, {0.945f, -0.3f, 0.65625f}, {1.1309375f, -0.4f, 0.8125f}
        };
        for (int step = 0; step < expected.length; step++) {
            descent.step(0.1f);
            assertThat(descent.x).containsExactly(expected[step], within(1e-6f));
            if (step == 1) {
                assertState(descent, 0, new float[] {0, -0.1f, 0.25f}, new float[] {-0.65f, -2, -3});
                assertState(descent, 1, new float[] {0, -0.2f, 0.5f}, new float[] {-5.3f, 4, -2});
            }
        }
    }

    private void assertState(Descent descent, int node, float[] error, float[] estimate) {
        ErrorControl memory = (ErrorControl) descent.memories[node];
        assertThat(array(memory.error(0))).containsExactly(error, within(1e-6f));
        assertThat(array(memory.estimate(0))).containsExactly(estimate, within(1e-6f));
    }

    @ParameterizedTest
    @ValueSource(floats = {0, 0.1f, 0.3f, 0.6f})
    void theMeanEstimateIsTheMeanOfTheEstimatesAndTheVirtualIterateDescends(float strength) {
        Descent descent = golden(strength);
        float rate = 0.05f;
        double[] virtual = virtual(descent, rate);
        for (int step = 0; step < 60; step++) {
            double[] expected = virtual;
            for (int node = 0; node < 2; node++) {
                float[] g = descent.gradient(node);
                for (int i = 0; i < 3; i++) {
                    expected[i] -= rate * g[i] / 2;
                }
            }
            descent.step(rate);
            virtual = virtual(descent, rate);
            for (int i = 0; i < 3; i++) {
                assertThat(virtual[i]).as("step %d", step).isCloseTo(expected[i], within(tolerance(expected[i])));
                float mean = at(((ErrorControl) descent.memories[1]).meanEstimate(0), i);
                assertThat(meanEstimate(descent, i)).isCloseTo(mean, within((float) tolerance(mean)));
            }
        }
    }

    private static double tolerance(double value) {
        return 1e-5 * Math.max(1, Math.abs(value));
    }

    private static double[] virtual(Descent descent, float rate) {
        double[] iterate = new double[3];
        for (int i = 0; i < 3; i++) {
            float error = at(((ErrorControl) descent.memories[0]).error(0), i)
                    + at(((ErrorControl) descent.memories[1]).error(0), i);
            iterate[i] = descent.x[i] - rate * error / 2;
        }
        return iterate;
    }

    private static float meanEstimate(Descent descent, int i) {
        return (at(((ErrorControl) descent.memories[0]).estimate(0), i)
                        + at(((ErrorControl) descent.memories[1]).estimate(0), i))
                / 2;
    }

    @Test
    void withoutFeedbackErrorControlIsEf21() {
        Descent controlled = golden(0);
        Descent ef21 = new Descent(
                        controlled.curvature,
                        controlled.centers,
                        1 / 3.0,
                        node -> DifferenceMemory.ef21(arena, new long[] {3}))
                .start();
        for (int step = 0; step < 30; step++) {
            controlled.step(0.1f);
            ef21.step(0.1f);
            assertThat(controlled.x).containsExactly(ef21.x);
        }
    }

    @Test
    void anAveragingWeightOfOneIsEf21AndASmallerOneLagsBehind() {
        Descent whole = golden(0);
        Descent one = ef21(whole, 1);
        Descent half = ef21(whole, 0.5f);
        for (int step = 0; step < 3; step++) {
            whole.step(0.1f);
            one.step(0.1f);
            half.step(0.1f);
        }
        assertThat(one.x).containsExactly(whole.x);
        assertThat(half.x).isNotEqualTo(whole.x);
    }

    private Descent ef21(Descent like, float momentum) {
        return new Descent(
                        like.curvature,
                        like.centers,
                        1 / 3.0,
                        node -> DifferenceMemory.ef21WithMomentum(arena, new long[] {3}, momentum))
                .start();
    }

    @Test
    void sentWholeEveryMemoryGivesPlainDescentOnceItsEstimatesAreRight() {
        for (Memory memory : new Memory[] {
            new ErrorControl(arena, new long[] {3}, 0.5f), DifferenceMemory.ef21(arena, new long[] {3})
        }) {
            Descent descent = new Descent(new float[] {1}, new float[][] {{1, 2, 3}}, 1, node -> memory).start();
            for (int step = 0; step < 5; step++) {
                float[] expected = new float[3];
                for (int i = 0; i < 3; i++) {
                    expected[i] = descent.x[i] - 0.1f * (descent.x[i] - descent.centers[0][i]);
                }
                descent.step(0.1f);
                assertThat(descent.x).containsExactly(expected, within(1e-6f));
            }
        }
    }

    @Test
    void dianaMovesByAShareOfWhatIsSaidAndUpdatesByTheEstimateAndAllOfIt() throws CorruptMessageException {
        QsgdCodec codec = new QsgdCodec(1, 64);
        float rate = (float) (1 / (1 + codec.omega(16)));
        DifferenceMemory memory = DifferenceMemory.diana(arena, new long[] {16}, codec);
        float[] h = new float[16];
        for (int step = 0; step < 10; step++) {
            MemorySegment gradient = arena.allocate(64, 4);
            RandomStream.of(1, Purpose.TEST, 0, step, 0).fillNormal(gradient, 0, 1);
            float[] g = array(gradient);
            MemorySegment said = memory.compensate(0, gradient);
            for (int i = 0; i < 16; i++) {
                assertThat(at(said, i)).isCloseTo(g[i] - h[i], within(1e-5f));
            }
            MemorySegment decoded = arena.allocate(64, 4);
            try (ByteWriter out = new ByteWriter()) {
                codec.encode(said, RandomStream.of(1, Purpose.CODEC, 0, step, 0), out);
                codec.decode(new ByteReader(out.written()), decoded);
            }
            float[] heard = array(decoded);
            memory.sent(0, decoded);
            memory.received(0, decoded);
            for (int i = 0; i < 16; i++) {
                assertThat(at(decoded, i)).isCloseTo(h[i] + heard[i], within(1e-4f));
                h[i] += rate * heard[i];
            }
        }
    }

    private MemorySegment floats(float[] values) {
        return arena.allocateFrom(ValueLayout.JAVA_FLOAT, values);
    }

    private static float[] array(MemorySegment values) {
        return values.toArray(ValueLayout.JAVA_FLOAT);
    }

    private static float at(MemorySegment values, int i) {
        return values.getAtIndex(ValueLayout.JAVA_FLOAT, i);
    }
}

package io.gossamer.codec.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.codec.sparse.SparseVector;
import io.gossamer.codec.sparse.TopK;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The exact checks of sheet 04 that concern what is kept and what is sent. */
class MemoryTest {
    private static final float[][] GRADIENTS = {{1, -4, 2, 0.5f}, {1, 1, -3, 0.5f}, {2, 0.5f, 0.5f, 0.5f}};
    private static final long[] COUNTS = {4};

    private final Arena arena = Arena.ofAuto();
    private final SparseVector chosen = new SparseVector();

    @Test
    void sendsTheSequenceOfThePaperWithMasking() {
        MomentumCorrection memory = new MomentumCorrection(arena, COUNTS, 0.9f, false, true, tensor -> false);
        assertSends(memory, GRADIENTS[0], 1, -4);
        assertSends(memory, GRADIENTS[1], 0, 2.9f);
        float[] u = {0, 1, -1.2f, 0.95f};
        float[] v = {0, 1, 0.8f, 1.45f};
        for (int i = 0; i < 4; i++) {
            assertThat(memory.momentum(0, i)).isCloseTo(u[i], within(1e-6f));
            assertThat(memory.velocity(0, i)).isCloseTo(v[i], within(1e-6f));
        }
        assertSends(memory, GRADIENTS[2], 3, 2.805f);
    }

    @Test
    void withoutMaskingTheThirdMessageIsDrivenByStaleMomentum() {
        MomentumCorrection memory = new MomentumCorrection(arena, COUNTS, 0.9f, false, false, tensor -> false);
        assertSends(memory, GRADIENTS[0], 1, -4);
        assertSends(memory, GRADIENTS[1], 0, 2.9f);
        assertSends(memory, GRADIENTS[2], 1, -4.44f);
    }

    @Test
    void sendsTheSequenceWithNesterov() {
        MomentumCorrection memory = new MomentumCorrection(arena, COUNTS, 0.9f, true, true, tensor -> false);
        assertSends(memory, GRADIENTS[0], 1, -7.6f);
        assertSends(memory, GRADIENTS[1], 0, 4.61f);
        assertSends(memory, GRADIENTS[2], 3, 4.0245f);
    }

    @Test
    void whatIsSentAndWhatIsKeptAreTheSumOfAllGradients() {
        for (Memory memory : List.of(
                new MomentumCorrection(arena, new long[] {64}, 0, false, false, tensor -> false),
                new ErrorFeedback(arena, new long[] {64}))) {
            double[] sum = new double[64];
            double[] sent = new double[64];
            MemorySegment gradient = arena.allocate(64 * 4L, 64);
            MemorySegment kept = null;
            for (int step = 0; step < 50; step++) {
                RandomStream.of(7, Purpose.TEST, 0, step, 0).fillNormal(gradient, 0, 1);
                for (int i = 0; i < 64; i++) {
                    sum[i] += gradient.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                }
                kept = memory.compensate(0, gradient);
                new TopK(0.05).choose(kept, random(step), chosen);
                for (int i = 0; i < chosen.count(); i++) {
                    sent[chosen.indices()[i]] += chosen.values()[i];
                }
                memory.sent(0, chosen);
            }
            for (int i = 0; i < 64; i++) {
                assertThat(sent[i] + kept.getAtIndex(ValueLayout.JAVA_FLOAT, i)).isCloseTo(sum[i], within(1e-4));
            }
        }
    }

    @Test
    void sentWholeWithoutMaskingItIsPlainMomentum() {
        MomentumCorrection memory = new MomentumCorrection(arena, COUNTS, 0.9f, false, false, tensor -> false);
        float[] u = new float[4];
        for (float[] gradient : GRADIENTS) {
            MemorySegment v = memory.compensate(0, arena.allocateFrom(ValueLayout.JAVA_FLOAT, gradient));
            for (int i = 0; i < 4; i++) {
                u[i] = 0.9f * u[i] + gradient[i];
                assertThat(v.getAtIndex(ValueLayout.JAVA_FLOAT, i)).isEqualTo(u[i]);
            }
            new TopK(1).choose(v, random(0), chosen);
            memory.sent(0, chosen);
        }
    }

    @Test
    void sentWholeWithMaskingThereIsNoMomentum() {
        MomentumCorrection memory = new MomentumCorrection(arena, COUNTS, 0.9f, false, true, tensor -> false);
        for (float[] gradient : GRADIENTS) {
            MemorySegment v = memory.compensate(0, arena.allocateFrom(ValueLayout.JAVA_FLOAT, gradient));
            assertThat(v.toArray(ValueLayout.JAVA_FLOAT)).containsExactly(gradient);
            new TopK(1).choose(v, random(0), chosen);
            memory.sent(0, chosen);
        }
    }

    @Test
    void denseTensorsGetTheirMomentumAfterAveraging() {
        MomentumCorrection plain = new MomentumCorrection(arena, COUNTS, 0.9f, false, true, tensor -> false);
        MomentumCorrection nesterov = new MomentumCorrection(arena, COUNTS, 0.9f, true, true, tensor -> false);
        assertThat(merged(plain, 1)).isEqualTo(1);
        assertThat(merged(plain, 1)).isEqualTo(1.9f);
        assertThat(merged(nesterov, 1)).isEqualTo(1.9f);
        assertThat(merged(nesterov, 1)).isCloseTo(0.9f * 1.9f + 1, within(1e-6f));
    }

    private float merged(Memory memory, float value) {
        MemorySegment mean = arena.allocateFrom(ValueLayout.JAVA_FLOAT, value, value, value, value);
        memory.merged(0, mean);
        return mean.getAtIndex(ValueLayout.JAVA_FLOAT, 2);
    }

    private void assertSends(Memory memory, float[] gradient, int index, float value) {
        MemorySegment said = memory.compensate(0, arena.allocateFrom(ValueLayout.JAVA_FLOAT, gradient));
        new TopK(0.25).choose(said, random(0), chosen);
        assertThat(chosen.count()).isEqualTo(1);
        assertThat(chosen.indices()[0]).isEqualTo(index);
        assertThat(chosen.values()[0]).isCloseTo(value, within(1e-5f));
        memory.sent(0, chosen);
    }

    private static RandomStream random(int step) {
        return RandomStream.of(1, Purpose.CODEC, 0, step, 0);
    }
}

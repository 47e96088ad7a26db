package io.gossamer.codec.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class AffineKernelsTest {
    private static final int LONGEST = 220;

    private final AffineKernels scalar = Kernels.scalarAffine();
    private final AffineKernels chosen = Kernels.affine();

    @Test
    void vectorsGiveTheBitsOfPlainJava() {
        assumeThat(chosen).as("this machine's vectors are too short to test").isInstanceOf(VectorAffineKernels.class);
        for (int count = 0; count < LONGEST; count++) {
            MemorySegment values = MemorySegment.ofArray(uniform(count + 1));
            long offset = Float.BYTES * (count % 2);
            assertThat(chosen.min(values, offset, count)).isEqualTo(scalar.min(values, offset, count));
            assertThat(chosen.max(values, offset, count)).isEqualTo(scalar.max(values, offset, count));
            for (int bits = 8; bits <= 16; bits += 8) {
                for (int zero : new int[] {Levels.lowest(bits), 5, Levels.highest(bits)}) {
                    assertSameBits(new Levels(bits, -4.9f, 8f / (1 << bits), zero), values, offset, count);
                    assertSameBits(new Levels(bits, -4.9f, 0, zero), values, offset, count);
                }
            }
        }
    }

    private void assertSameBits(Levels levels, MemorySegment values, long offset, int count) {
        MemorySegment q = MemorySegment.ofArray(new byte[1 + count * levels.bits() / 8]);
        MemorySegment reference = MemorySegment.ofArray(new byte[1 + count * levels.bits() / 8]);
        chosen.quantize(levels, values, offset, q, 1, count);
        scalar.quantize(levels, values, offset, reference, 1, count);
        assertThat(q.mismatch(reference)).isNegative();
        MemorySegment back = MemorySegment.ofArray(new float[count + 1]);
        MemorySegment referenceBack = MemorySegment.ofArray(new float[count + 1]);
        chosen.dequantize(levels, q, 1, back, offset, count);
        scalar.dequantize(levels, q, 1, referenceBack, offset, count);
        assertThat(back.mismatch(referenceBack)).isNegative();
    }

    @Test
    void levelsAreTheNearestAndTheLastOnesTakeTheRest() {
        float[] values = {-9, -0.4f, 0.5f, 1.5f, 126.6f, 500};
        MemorySegment q = MemorySegment.ofArray(new byte[6]);
        chosen.quantize(new Levels(8, 0, 1, 3), MemorySegment.ofArray(values), 0, q, 0, 6);
        assertThat(q.toArray(ValueLayout.JAVA_BYTE)).containsExactly(-6, 3, 3, 5, 127, 127);
        float[] back = new float[6];
        chosen.dequantize(new Levels(8, 0, 1, 3), q, 0, MemorySegment.ofArray(back), 0, 6);
        assertThat(back).containsExactly(-9, 0, 0, 2, 124, 124);
    }

    @Test
    void aNaNIsNeitherLostInTheLeastNorInTheLargest() {
        for (int at = 0; at < 70; at += 23) {
            float[] values = uniform(70);
            values[at] = Float.NaN;
            assertThat(chosen.min(MemorySegment.ofArray(values), 0, 70)).isNaN();
            assertThat(chosen.max(MemorySegment.ofArray(values), 0, 70)).isNaN();
        }
    }

    private static float[] uniform(int count) {
        float[] values = new float[count];
        RandomStream.of(1, Purpose.TEST, 0, 0, count).fillUniform(MemorySegment.ofArray(values), -5, 3);
        return values;
    }
}

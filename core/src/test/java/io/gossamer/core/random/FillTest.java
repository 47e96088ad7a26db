package io.gossamer.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.kernel.VectorSupport;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class FillTest {
    @Test
    void testsRunWithVectors() {
        assertThat(VectorSupport.available()).isTrue();
    }

    @Property(tries = 200)
    void vectorsWriteTheBitsOfTheScalarReference(
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 9000) int count,
            @ForAll @IntRange(min = 0, max = 5) int drawnBefore) {
        StreamKey key = StreamKey.of(seed, Purpose.TEST, -1, 0xFFFFFFFFL, 0xFFFFF);
        RandomStream byVectors = new RandomStream(key, new VectorFill(), 0x7FFFFFFEL);
        RandomStream byScalars = new RandomStream(key, new ScalarFill(), 0x7FFFFFFEL);
        for (int i = 0; i < drawnBefore; i++) {
            assertThat(byVectors.nextInt()).isEqualTo(byScalars.nextInt());
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment a = arena.allocate(4L * count, 4);
            MemorySegment b = arena.allocate(4L * count, 4);
            byVectors.fillUniform(a, -1, 3);
            byScalars.fillUniform(b, -1, 3);
            assertThat(a.mismatch(b)).isEqualTo(-1);
            byVectors.fillNormal(a, 0.5f, 2);
            byScalars.fillNormal(b, 0.5f, 2);
            assertThat(a.mismatch(b)).isEqualTo(-1);
        }
        assertThat(byVectors.nextInt()).isEqualTo(byScalars.nextInt());
    }

    /** Four million words, so that the rare far-tail path of the vector kernel is taken thousands of times. */
    @Test
    void vectorsAndScalarsAgreeInTheTails() {
        long count = 1 << 22;
        StreamKey key = StreamKey.of(5, Purpose.TEST, 0, 0, 0);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment a = arena.allocate(4 * count, 4);
            MemorySegment b = arena.allocate(4 * count, 4);
            new RandomStream(key, new VectorFill(), 0).fillNormal(a, 0, 1);
            new RandomStream(key, new ScalarFill(), 0).fillNormal(b, 0, 1);
            assertThat(a.mismatch(b)).isEqualTo(-1);
        }
    }

    @Test
    void aFillEqualsDrawingOneByOne() {
        int count = 10_001;
        RandomStream filling = RandomStream.of(9, Purpose.TEST, 0, 0, 0);
        RandomStream drawing = RandomStream.of(9, Purpose.TEST, 0, 0, 0);
        filling.nextInt();
        drawing.nextInt();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment floats = arena.allocate(4L * count, 4);
            filling.fillUniform(floats, 0, 1);
            for (int i = 0; i < count; i++) {
                assertThat(floats.getAtIndex(ValueLayout.JAVA_FLOAT, i)).isEqualTo(drawing.nextFloat());
            }
            filling.fillNormal(floats, 0, 1);
            for (int i = 0; i < count; i++) {
                assertThat((double) floats.getAtIndex(ValueLayout.JAVA_FLOAT, i))
                        .isEqualTo(drawing.nextNormal());
            }
        }
    }

    @Test
    void uniformNeverReachesItsUpperEnd() {
        float low = 1;
        float high = Math.nextUp(low);
        assertThat(Math.fma(ScalarFill.unit(-1), high - low, low))
                .as("rounds up")
                .isEqualTo(high);
        assertThat(ScalarFill.uniform(-1, low, high - low, Math.nextDown(high))).isEqualTo(low);
    }

    @Test
    void zeroSpreadGivesTheMean() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment floats = arena.allocate(400, 4);
            RandomStream.of(1, Purpose.TEST, 0, 0, 0).fillNormal(floats, 2.5f, 0);
            assertThat(floats.toArray(ValueLayout.JAVA_FLOAT)).containsOnly(2.5f);
        }
    }

    @Test
    void impossibleDistributionsAreRejected() {
        RandomStream stream = RandomStream.of(1, Purpose.TEST, 0, 0, 0);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment floats = arena.allocate(16, 4);
            MemorySegment odd = arena.allocate(15, 4);
            Class<? extends Throwable> illegal = IllegalArgumentException.class;
            assertThatThrownBy(() -> stream.fillUniform(floats, 1, 1)).isInstanceOf(illegal);
            assertThatThrownBy(() -> stream.fillUniform(floats, 0, Float.NaN)).isInstanceOf(illegal);
            assertThatThrownBy(() -> stream.fillUniform(floats, -3e38f, 3e38f)).isInstanceOf(illegal);
            assertThatThrownBy(() -> stream.fillNormal(floats, 0, -1)).isInstanceOf(illegal);
            assertThatThrownBy(() -> stream.fillNormal(floats, Float.NaN, 1)).isInstanceOf(illegal);
            assertThatThrownBy(() -> stream.fillNormal(odd, 0, 1))
                    .isInstanceOf(illegal)
                    .hasMessageContaining("15 bytes");
        }
    }
}

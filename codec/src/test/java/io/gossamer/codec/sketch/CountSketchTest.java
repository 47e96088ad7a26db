package io.gossamer.codec.sketch;

import static io.gossamer.codec.array.Arrays32.floats;
import static io.gossamer.codec.array.Arrays32.gradient;
import static io.gossamer.codec.array.Arrays32.of;
import static io.gossamer.codec.array.Arrays32.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class CountSketchTest {
    @Test
    void tablesOfOneSeedAreLinear() {
        CountSketch sketch = new CountSketch(7, 5, 32);
        MemorySegment sumOfTables = zeros(5 * 32);
        MemorySegment sumOfArrays = zeros(9000);
        for (int node = 0; node < 3; node++) {
            MemorySegment array = gradient(9000, node);
            sketch.add(array, sumOfTables);
            float[] values = floats(array);
            for (int i = 0; i < values.length; i++) {
                float before = sumOfArrays.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                sumOfArrays.setAtIndex(ValueLayout.JAVA_FLOAT, i, before + values[i]);
            }
        }
        MemorySegment table = zeros(5 * 32);
        sketch.add(sumOfArrays, table);
        float[] expected = floats(table);
        float[] actual = floats(sumOfTables);
        for (int cell = 0; cell < expected.length; cell++) {
            assertThat(actual[cell]).isCloseTo(expected[cell], within(1e-4f));
        }
    }

    @Test
    void largeElementsStandOutOfManySmallOnes() {
        CountSketch sketch = new CountSketch(11, 5, 500);
        MemorySegment array = gradient(20_000, 4);
        int[] heavy = {3, 777, 12_345, 19_999};
        for (int index : heavy) {
            array.setAtIndex(ValueLayout.JAVA_FLOAT, index, 10);
        }
        MemorySegment table = zeros(5 * 500);
        sketch.add(array, table);
        MemorySegment estimates = zeros(20_000);
        sketch.estimate(table, estimates);
        for (int index : heavy) {
            assertThat(estimates.getAtIndex(ValueLayout.JAVA_FLOAT, index)).isCloseTo(10, within(0.5f));
        }
    }

    @Test
    void cellsAndSignsAreTheDocumentedWords() {
        MemorySegment table = zeros(2 * 10);
        assertThatThrownBy(() -> new CountSketch(5, 2, 10)).isInstanceOf(IllegalArgumentException.class);
        new CountSketch(5, 1, 20).add(of(0, 0, 1), table);
        RandomStream words = RandomStream.of(5, Purpose.CODEC, -1, 0, 1);
        words.nextLong();
        int word = words.nextInt();
        int cell = (int) ((long) (word >>> 1) * 20 >>> 31);
        assertThat(table.getAtIndex(ValueLayout.JAVA_FLOAT, cell)).isEqualTo((word & 1) == 1 ? -1 : 1);
    }
}

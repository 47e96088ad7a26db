package io.gossamer.codec.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The chosen products against the scalar ones, bit for bit, and these against the definition. */
class MatrixKernelsTest {
    private final Arena arena = Arena.ofAuto();
    private final MatrixKernels scalar = Kernels.scalarMatrices();
    private final MatrixKernels chosen = Kernels.matrices();

    @Property(tries = 200)
    void sameBits(
            @ForAll @IntRange(max = 9) int rows,
            @ForAll @IntRange(min = 1, max = 70) int columns,
            @ForAll @IntRange(min = 1, max = 5) int rank) {
        long offset = rows * 4L;
        MemorySegment m = normal(1, (long) rows * columns + rows);
        MemorySegment p = normal(2, (long) rows * rank + 3);
        MemorySegment q = normal(3, (long) columns * rank);
        MemorySegment[] products = {copy(p), copy(p)};
        scalar.multiply(m, offset, rows, columns, q, products[0], 12, rank);
        chosen.multiply(m, offset, rows, columns, q, products[1], 12, rank);
        assertThat(products[1].mismatch(products[0])).isEqualTo(-1);

        MemorySegment[] sums = {copy(q), copy(q)};
        scalar.addTransposedProduct(m, offset, rows, columns, p, 12, sums[0], rank);
        chosen.addTransposedProduct(m, offset, rows, columns, p, 12, sums[1], rank);
        assertThat(sums[1].mismatch(sums[0])).isEqualTo(-1);

        MemorySegment[] expanded = {copy(m), copy(m)};
        scalar.expand(p, 12, q, rank, expanded[0], offset, rows, columns);
        chosen.expand(p, 12, q, rank, expanded[1], offset, rows, columns);
        assertThat(expanded[1].mismatch(expanded[0])).isEqualTo(-1);
    }

    @Test
    void productsAreThoseOfTheDefinition() {
        MemorySegment m = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2, 3, 4, 5, 6);
        MemorySegment q = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 0, -1, 2, 1, 0);
        MemorySegment p = arena.allocate(16);
        scalar.multiply(m, 0, 2, 3, q, p, 0, 2);
        assertThat(p.toArray(ValueLayout.JAVA_FLOAT)).containsExactly(new float[] {-2, 4, -2, 13}, within(0f));
        MemorySegment back = arena.allocate(24);
        scalar.addTransposedProduct(m, 0, 2, 3, p, 0, back, 2);
        assertThat(back.toArray(ValueLayout.JAVA_FLOAT))
                .containsExactly(new float[] {-10, -14, -18, 56, 73, 90}, within(0f));
        MemorySegment expanded = arena.allocate(24);
        scalar.expand(p, 0, q, 2, expanded, 0, 2, 3);
        assertThat(expanded.toArray(ValueLayout.JAVA_FLOAT))
                .containsExactly(new float[] {6, 4, 2, 24, 13, 2}, within(0f));
    }

    private MemorySegment normal(int step, long count) {
        MemorySegment values = arena.allocate(count * 4, 4);
        RandomStream.of(1, Purpose.TEST, 0, step, 0).fillNormal(values, 0, 1);
        return values;
    }

    private MemorySegment copy(MemorySegment values) {
        return arena.allocate(values.byteSize(), 4).copyFrom(values);
    }
}

package io.gossamer.model.flat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.Test;

class FlatTensorsTest {
    private static final FlatLayout LAYOUT = FlatLayout.of(
            List.of("matrix", "scalar", "vector"), List.of(new long[] {3, 7}, new long[] {}, new long[] {16}));

    @Property
    void offsetsAreAlignedAndTensorsDoNotOverlap(@ForAll @Size(max = 8) List<@IntRange(max = 70) Integer> counts) {
        List<String> names = new ArrayList<>();
        List<long[]> shapes = new ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            names.add("t" + i);
            shapes.add(new long[] {counts.get(i)});
        }
        FlatLayout layout = FlatLayout.of(names, shapes);
        long end = 0;
        for (FlatLayout.Entry entry : layout.entries()) {
            assertThat(entry.byteOffset() % FlatLayout.ALIGNMENT).isZero();
            assertThat(entry.byteOffset()).isBetween(end, end + FlatLayout.ALIGNMENT - 1);
            end = entry.byteOffset() + entry.bytes();
        }
        assertThat(layout.bytes()).isBetween(end, end + FlatLayout.ALIGNMENT - 1);
        assertThat(layout.count())
                .isEqualTo(counts.stream().mapToLong(Integer::longValue).sum());
    }

    @Test
    void layoutsWithTheSameShapesAreEqual() {
        FlatLayout same = FlatLayout.of(
                List.of("matrix", "scalar", "vector"), List.of(new long[] {3, 7}, new long[] {}, new long[] {16}));
        assertThat(same).isEqualTo(LAYOUT).hasSameHashCodeAs(LAYOUT);
        assertThat(LAYOUT.entries()).extracting(FlatLayout.Entry::count).containsExactly(21L, 1L, 16L);
    }

    @Test
    void namesAreUnique() {
        assertThatThrownBy(() -> FlatLayout.of(List.of("w", "w"), List.of(new long[] {1}, new long[] {1})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("w");
    }

    @Test
    void segmentsAndTensorsAreTheSameBytes() {
        try (FlatTensors flat = FlatTensors.zeros(LAYOUT);
                PointerScope scope = new PointerScope()) {
            assertThat(flat.memory().address() % FlatLayout.ALIGNMENT).isZero();
            flat.memory(0).setAtIndex(ValueLayout.JAVA_FLOAT, 8, 2.5f);
            assertThat(flat.view(0).get(1).get(1).item_float()).isEqualTo(2.5f);
            flat.view(2).fill_(new Scalar(3f));
            assertThat(flat.memory(2).toArray(ValueLayout.JAVA_FLOAT))
                    .containsOnly(3f)
                    .hasSize(16);
            assertThat(flat.flat().sum().item_float()).isEqualTo(2.5f + 48f);
        }
    }

    @Test
    void tensorsOutliveTheScopeTheyWereMadeIn() {
        FlatTensors flat;
        try (PointerScope scope = new PointerScope()) {
            flat = FlatTensors.zeros(LAYOUT);
        }
        try (flat;
                PointerScope scope = new PointerScope()) {
            assertThat(flat.view(0).add(new Scalar(1f)).sum().item_float()).isEqualTo(21f);
        }
    }

    @Test
    void likeThisIsZeroAndApart() {
        try (FlatTensors one = FlatTensors.zeros(LAYOUT);
                FlatTensors other = one.likeThis()) {
            one.flat().fill_(new Scalar(1f));
            assertThat(other.memory().toArray(ValueLayout.JAVA_FLOAT)).containsOnly(0f);
            assertThat(other.layout()).isEqualTo(one.layout());
        }
    }

    @Test
    void theFirstNonFiniteTensorIsNamed() {
        try (FlatTensors flat = FlatTensors.zeros(LAYOUT)) {
            assertThat(flat.firstNonFinite()).isEmpty();
            flat.memory(2).setAtIndex(ValueLayout.JAVA_FLOAT, 3, Float.NEGATIVE_INFINITY);
            assertThat(flat.firstNonFinite()).contains("vector");
            flat.memory(1).setAtIndex(ValueLayout.JAVA_FLOAT, 0, Float.NaN);
            assertThat(flat.firstNonFinite()).contains("scalar");
        }
    }

    @Test
    void nothingIsReadAfterClose() {
        FlatTensors flat = FlatTensors.zeros(LAYOUT);
        flat.close();
        assertThatThrownBy(() -> flat.memory(0).get(ValueLayout.JAVA_FLOAT, 0))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anEmptyLayoutIsAnEmptyBuffer() {
        try (FlatTensors empty = FlatTensors.zeros(FlatLayout.of(List.of(), Collections.emptyList()))) {
            assertThat(empty.memory().byteSize()).isZero();
            assertThat(empty.firstNonFinite()).isEmpty();
        }
    }
}

package io.gossamer.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StateHashTest {
    private final Arena arena = Arena.ofConfined();

    @AfterEach
    void free() {
        arena.close();
    }

    private MemorySegment floats(float... values) {
        return arena.allocateFrom(ValueLayout.JAVA_FLOAT, values);
    }

    private static final Stateful NOTHING = _ -> {};

    @Test
    void emptyStateIsTheHashOfNothing() {
        assertThat(StateHash.of(NOTHING)).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void equalStatesHaveEqualHashes() {
        MemorySegment a = floats(1, 2, 3, 4);
        MemorySegment b = floats(1, 2, 3, 4);
        assertThat(StateHash.of(v -> v.floats("m", a, 4))).isEqualTo(StateHash.of(v -> v.floats("m", b, 4)));
    }

    @Test
    void everyPartOfTheListingCounts() {
        MemorySegment a = floats(1, 2, 3, 4);
        String hash = StateHash.of(v -> v.floats("m", a, 4));
        assertThat(hash)
                .isNotEqualTo(StateHash.of(v -> v.floats("n", a, 4)))
                .isNotEqualTo(StateHash.of(v -> v.floats("m", a, 2, 2)))
                .isNotEqualTo(StateHash.of(v -> v.floats("m", floats(1, 2, 3, Math.nextUp(4f)), 4)))
                .isNotEqualTo(StateHash.of(v -> v.scope("part").floats("m", a, 4)));
        assertThat(StateHash.of(v -> v.longs("x", new long[1])))
                .isNotEqualTo(StateHash.of(v -> v.doubles("x", new double[1])))
                .isNotEqualTo(StateHash.of(v -> v.longs("x", new long[2])));
    }

    @Test
    void signedZerosAndPayloadsOfNaNsCount() {
        assertThat(StateHash.of(v -> v.doubles("x", new double[] {0.0})))
                .isNotEqualTo(StateHash.of(v -> v.doubles("x", new double[] {-0.0})));
        assertThat(StateHash.of(v -> v.floats("x", floats(0f), 1)))
                .isNotEqualTo(StateHash.of(v -> v.floats("x", floats(-0f), 1)));
    }

    @Test
    void orderCounts() {
        Stateful ab = v -> {
            v.longs("a", new long[] {1});
            v.longs("b", new long[] {2});
        };
        Stateful ba = v -> {
            v.longs("b", new long[] {2});
            v.longs("a", new long[] {1});
        };
        assertThat(StateHash.of(ab)).isNotEqualTo(StateHash.of(ba));
    }

    @Test
    void brokenListingsAreRejected() {
        MemorySegment a = floats(1, 2, 3);
        assertThatThrownBy(() -> StateHash.of(v -> v.floats("m", a, 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'m'");
        assertThatThrownBy(() -> StateHash.of(v -> {
                    v.longs("step", new long[] {1});
                    v.scope("other").longs("step", new long[] {1});
                    v.longs("step", new long[] {1});
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'step' is listed twice");
    }
}

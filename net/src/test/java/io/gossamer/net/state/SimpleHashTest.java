package io.gossamer.net.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimpleHashTest {
    @Test
    void aWordIsCombinedIntoNothing() {
        byte[] bytes = {0x07, 0x26, 0x45, 0x64};
        assertThat(SimpleHash.of(MemorySegment.ofArray(bytes))).isEqualTo(0x88e4be6b);
        assertThat(SimpleHash.combine(0, 0x64452607)).isEqualTo(0x88e4be6b);
    }

    @Test
    void nothingIsZero() {
        assertThat(SimpleHash.of(MemorySegment.NULL)).isZero();
    }

    /** Values that the tests of the official library expect of the same bytes, the low ones of a linear congruence. */
    @ParameterizedTest
    @CsvSource({"1, 344386053", "4, 3765247898", "25, 3651434421", "154533888, 3391090508"})
    void officialValues(long size, long expected) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(size, 16);
            int seed = 42;
            for (long i = 0; i < size; i++) {
                seed = 1664525 * seed + 1013904223;
                bytes.set(ValueLayout.JAVA_BYTE, i, (byte) seed);
            }
            assertThat(Integer.toUnsignedLong(SimpleHash.of(bytes))).isEqualTo(expected);
        }
    }

    /** As many threads as there may be hash the blocks of one array at once. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 7})
    void howManyThreadsHashDoesNotMatter(int threads) {
        long size = 3 * Block.BYTES + 11;
        MemorySegment bytes = Arena.ofAuto().allocate(size, 16);
        RandomStream.of(1, Purpose.TEST, -1, 0, 0).fillUniform(bytes.asSlice(0, size - size % Float.BYTES), -1, 1);
        List<Block> blocks = IntStream.range(0, Block.count(size))
                .mapToObj(i -> new Block("w", i))
                .toList();
        List<Integer> expected =
                blocks.stream().map(block -> SimpleHash.of(block.of(bytes))).toList();
        try (ForkJoinPool pool = new ForkJoinPool(threads)) {
            assertThat(pool.submit(() -> blocks.parallelStream()
                                    .map(block -> SimpleHash.of(block.of(bytes)))
                                    .toList())
                            .join())
                    .isEqualTo(expected);
        }
    }

    @Property(tries = 200)
    void everyBitCounts(@ForAll @IntRange(min = 1, max = 20_000) int size, @ForAll int place, @ForAll byte fill) {
        byte[] bytes = new byte[size];
        java.util.Arrays.fill(bytes, fill);
        int before = SimpleHash.of(MemorySegment.ofArray(bytes));
        bytes[Math.floorMod(place, size)] ^= (byte) (1 << Math.floorMod(place >> 16, 8));
        assertThat(SimpleHash.of(MemorySegment.ofArray(bytes))).isNotEqualTo(before);
    }

    @Property(tries = 100)
    void whereTheBytesLieDoesNotMatter(@ForAll byte[] bytes, @ForAll @IntRange(min = 0, max = 15) int offset) {
        byte[] moved = new byte[bytes.length + offset];
        System.arraycopy(bytes, 0, moved, offset, bytes.length);
        assertThat(SimpleHash.of(MemorySegment.ofArray(moved).asSlice(offset)))
                .isEqualTo(SimpleHash.of(MemorySegment.ofArray(bytes)));
    }
}

package io.gossamer.codec.sparse;

import io.gossamer.codec.array.Codec;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.bits.LittleEndian;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Elements at random positions that receivers make again from a seed.
 *
 * <p>Format: the seed (8 bytes), then the values at the {@link RandomPositions} of the seed, in ascending order, as an
 * array by the codec of values. An empty array has no bytes.
 *
 * @param density share of the elements, in (0, 1]
 */
record SeededFormat(double density, Codec values) {
    private static final int FORMAT = 40;

    SeededFormat {
        Density.require("a density", density);
    }

    int number() {
        return FORMAT + values.format();
    }

    int chosen(long length) {
        return Density.share(density, length);
    }

    long bytes(long length) {
        return length == 0 ? 0 : Long.BYTES + values.maxEncodedBytes(chosen(length));
    }

    /** @param factor what the values are multiplied by */
    void encode(MemorySegment array, float factor, RandomStream random, ByteWriter out) {
        int n = Selection.elements(array);
        if (n == 0) {
            return;
        }
        long seed = random.nextLong();
        int[] positions = RandomPositions.ascending(seed, n, chosen(n));
        out.putLong(seed);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment taken = ChosenValues.room(arena, positions.length);
            for (int i = 0; i < positions.length; i++) {
                float value = array.get(LittleEndian.FLOAT, positions[i] * 4L);
                taken.set(LittleEndian.FLOAT, i * 4L, value * factor);
            }
            new ChosenValues(values).write(taken, positions, random, out);
        }
    }

    void decode(ByteReader in, MemorySegment target) throws CorruptMessageException {
        target.fill((byte) 0);
        each(in, Selection.elements(target), (index, value) -> target.set(LittleEndian.FLOAT, index * 4L, value));
    }

    void decodeAdd(ByteReader in, float scale, MemorySegment sum) throws CorruptMessageException {
        each(in, Selection.elements(sum), (index, value) -> {
            float before = sum.get(LittleEndian.FLOAT, index * 4L);
            sum.set(LittleEndian.FLOAT, index * 4L, before + value * scale);
        });
    }

    private interface Sink {
        void accept(int index, float value);
    }

    private void each(ByteReader in, int n, Sink sink) throws CorruptMessageException {
        if (n == 0) {
            return;
        }
        long seed = in.readLong();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment decoded = ChosenValues.room(arena, chosen(n));
            values.decode(in, decoded);
            int[] positions = RandomPositions.ascending(seed, n, chosen(n));
            for (int i = 0; i < positions.length; i++) {
                sink.accept(positions[i], decoded.get(LittleEndian.FLOAT, i * 4L));
            }
        }
    }
}

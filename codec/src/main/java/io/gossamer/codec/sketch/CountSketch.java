package io.gossamer.codec.sketch;

import io.gossamer.codec.bits.LittleEndian;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The hash functions of a count sketch and what is done with them. Row j adds element i, with a random sign, to one random
 * cell of its own; the estimate of an element is the median over the rows of its cells with the signs undone.
 *
 * <p>Row j reads word i of the stream of the seed (purpose {@link Purpose#CODEC}, node -1, step j, tensor 1): the cell is
 * the upper 31 bits, times the number of columns, shifted right by 31; the sign is minus where the lowest bit is 1. Tables
 * of the same seed are linear: the sum of two is the table of the sum of the arrays.
 *
 * <p>Source: Charikar, Chen, Farach-Colton, "Finding frequent items in data streams", ICALP 2002, section 3.
 *
 * @param rows odd, so that the median is one of the estimates
 */
public record CountSketch(long seed, int rows, int columns) {
    private static final int CHUNK = 4096;
    private static final int LARGEST_COLUMNS = 1 << 20;
    private static final int MOST_ROWS = 15;

    public CountSketch {
        require(rows, columns);
    }

    static void require(int rows, int columns) {
        if (rows < 1 || rows > MOST_ROWS || rows % 2 == 0) {
            throw new IllegalArgumentException(rows + " rows of a sketch: 1 to " + MOST_ROWS + ", odd, are possible");
        }
        if (columns < 1 || columns > LARGEST_COLUMNS) {
            throw new IllegalArgumentException(
                    columns + " columns of a sketch: 1 to " + LARGEST_COLUMNS + " are possible");
        }
    }

    /** Adds an array (float32) to a table of rows x columns cells (float32). */
    public void add(MemorySegment array, MemorySegment table) {
        each(array.byteSize() / Float.BYTES, (first, count, words) -> {
            for (int row = 0; row < rows; row++) {
                for (int i = 0; i < count; i++) {
                    int word = words[row].getAtIndex(ValueLayout.JAVA_INT, i);
                    long cell = cell(row, word);
                    float value = signed(word, array.get(LittleEndian.FLOAT, (first + i) * Float.BYTES));
                    table.set(LittleEndian.FLOAT, cell, table.get(LittleEndian.FLOAT, cell) + value);
                }
            }
        });
    }

    /** Overwrites an array with the estimates of its elements. */
    public void estimate(MemorySegment table, MemorySegment array) {
        float[] estimates = new float[rows];
        each(array.byteSize() / Float.BYTES, (first, count, words) -> {
            for (int i = 0; i < count; i++) {
                for (int row = 0; row < rows; row++) {
                    int word = words[row].getAtIndex(ValueLayout.JAVA_INT, i);
                    estimates[row] = signed(word, table.get(LittleEndian.FLOAT, cell(row, word)));
                }
                array.set(LittleEndian.FLOAT, (first + i) * Float.BYTES, median(estimates));
            }
        });
    }

    private interface Body {
        /** @param words of elements {@code first} on, for each row */
        void accept(long first, int count, MemorySegment[] words);
    }

    private void each(long elements, Body body) {
        RandomStream[] streams = new RandomStream[rows];
        Arrays.setAll(streams, row -> RandomStream.of(seed, Purpose.CODEC, -1, row, 1));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment[] words = new MemorySegment[rows];
            Arrays.setAll(words, row -> arena.allocate((long) CHUNK * Integer.BYTES, Integer.BYTES));
            for (long first = 0; first < elements; first += CHUNK) {
                int count = (int) Math.min(CHUNK, elements - first);
                for (int row = 0; row < rows; row++) {
                    streams[row].fillInts(words[row].asSlice(0, (long) count * Integer.BYTES));
                }
                body.accept(first, count, words);
            }
        }
    }

    /** Where the cell stands in the table, in bytes. */
    private long cell(int row, int word) {
        long column = (long) (word >>> 1) * columns >>> 31;
        return ((long) row * columns + column) * Float.BYTES;
    }

    private static float signed(int word, float value) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(value) ^ word << 31);
    }

    private static float median(float[] estimates) {
        if (estimates.length == 3) {
            float low = Math.min(estimates[0], estimates[1]);
            float high = Math.max(estimates[0], estimates[1]);
            return Math.max(low, Math.min(high, estimates[2]));
        }
        Arrays.sort(estimates);
        return estimates[estimates.length / 2];
    }
}

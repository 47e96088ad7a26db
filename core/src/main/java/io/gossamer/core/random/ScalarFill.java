package io.gossamer.core.random;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The reference for bulk draws, one element at a time. */
final class ScalarFill implements FillKernel {
    private static final float UNIT = 0x1p-24f;

    /** The upper 24 bits of a word as a float in [0, 1). */
    static float unit(int word) {
        return (word >>> 8) * UNIT;
    }

    /** A float in [low, low + width); {@code top} is the last float below the upper end, which rounding could reach. */
    static float uniform(int word, float low, float width, float top) {
        return Math.min(Math.fma(unit(word), width, low), top);
    }

    @Override
    public void words(StreamKey key, int firstBlock, long blocks, MemorySegment memory, long from) {
        int[] words = new int[4];
        for (long b = 0; b < blocks; b++) {
            key.block((int) (firstBlock + b), words);
            MemorySegment.copy(words, 0, memory, ValueLayout.JAVA_INT, 4 * (from + 4 * b), 4);
        }
    }

    @Override
    public void uniform(MemorySegment memory, long from, long count, float low, float width, float top) {
        for (long i = from; i < from + count; i++) {
            int word = memory.getAtIndex(ValueLayout.JAVA_INT, i);
            memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, uniform(word, low, width, top));
        }
    }

    @Override
    public void normal(MemorySegment memory, long from, long count, float mean, float standardDeviation) {
        for (long i = from; i < from + count; i++) {
            float z = StandardNormal.ofWord(memory.getAtIndex(ValueLayout.JAVA_INT, i));
            memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, Math.fma(z, standardDeviation, mean));
        }
    }
}

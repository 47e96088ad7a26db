package io.gossamer.codec.entropy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** How often each byte occurs. */
final class ByteCounts {
    private static final int AT_ONCE = Long.BYTES;

    private ByteCounts() {}

    static long[] of(MemorySegment bytes) {
        long[] counts = new long[FrequencyTable.SYMBOLS];
        for (long from = 0; from < bytes.byteSize(); from += Integer.MAX_VALUE) {
            count(bytes.asSlice(from, Math.min(Integer.MAX_VALUE, bytes.byteSize() - from)), counts);
        }
        return counts;
    }

    /** Four counters to a byte, so that runs of one byte do not wait for each other. */
    private static void count(MemorySegment bytes, long[] counts) {
        // Made here, it is as long as the compiler can see: no bounds are checked.
        int[] counters = new int[4 * FrequencyTable.SYMBOLS];
        int size = (int) bytes.byteSize();
        int at = 0;
        for (; at <= size - AT_ONCE; at += AT_ONCE) {
            long eight = bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
            counters[(int) eight & 0xFF]++;
            counters[(int) (eight >>> 8) & 0xFF | 0x100]++;
            counters[(int) (eight >>> 16) & 0xFF | 0x200]++;
            counters[(int) (eight >>> 24) & 0xFF | 0x300]++;
            counters[(int) (eight >>> 32) & 0xFF]++;
            counters[(int) (eight >>> 40) & 0xFF | 0x100]++;
            counters[(int) (eight >>> 48) & 0xFF | 0x200]++;
            counters[(int) (eight >>> 56) | 0x300]++;
        }
        for (; at < size; at++) {
            counters[bytes.get(ValueLayout.JAVA_BYTE, at) & 0xFF]++;
        }
        for (int i = 0; i < counters.length; i++) {
            counts[i % FrequencyTable.SYMBOLS] += counters[i];
        }
    }
}

package io.gossamer.codec.sparse;

import io.gossamer.codec.array.NonFiniteValueException;
import io.gossamer.codec.bits.LittleEndian;
import io.gossamer.codec.kernel.ArrayKernels;
import io.gossamer.codec.kernel.Kernels;
import java.lang.foreign.MemorySegment;

/**
 * Selecting elements by magnitude. Magnitudes are compared as float bits without the sign, so that NaN and infinities
 * rank highest: they are always selected, and found by {@link #requireFinite} without a pass of its own.
 */
final class Selection {
    static final int MAGNITUDE = 0x7FFFFFFF;

    private static final ArrayKernels KERNELS = Kernels.chosen();
    /** Shorter arrays are cheaper to count through than to guess about. */
    private static final int SMALL = 1 << 14;

    private static final int GUESS_SAMPLES = 1 << 15;

    private Selection() {}

    /**
     * Exactly the {@code k} elements of largest magnitude, lowest indices first among equals. Long arrays are passed
     * once: a sample guesses a threshold that somewhat more than k elements should reach, and the choice is made among
     * these; where the guess fails, the whole array is counted through.
     */
    static void largest(MemorySegment values, int k, SparseVector chosen) {
        int n = elements(values);
        if (k == n) {
            chosen.ensureCapacity(n);
            chosen.count(above(values, 0, chosen));
        } else if (n < SMALL || !largestByGuess(values, n, k, chosen)) {
            largestByCounting(values, n, k, chosen);
        }
    }

    /**
     * Selects the elements whose magnitude, as float bits, is at least {@code thresholdBits}, as far as {@code chosen}
     * has room, and returns how many there are. The count of {@code chosen} is left to the caller.
     */
    static int above(MemorySegment values, int thresholdBits, SparseVector chosen) {
        return KERNELS.select(values, 0, elements(values), thresholdBits, 0, chosen.indices(), chosen.values(), 0);
    }

    /** The k-th largest magnitude of the array, as float bits. */
    static RadixSelect.Result kthLargest(MemorySegment values, int k) {
        int n = elements(values);
        return RadixSelect.kthLargest(
                pass -> {
                    for (int i = 0; i < n; i++) {
                        pass.count(magnitudeBits(values, i));
                    }
                },
                k);
    }

    /** The k-th largest of the first {@code count} ints. */
    static RadixSelect.Result kthLargest(int[] magnitudes, int count, int k) {
        return RadixSelect.kthLargest(
                pass -> {
                    for (int i = 0; i < count; i++) {
                        pass.count(magnitudes[i]);
                    }
                },
                k);
    }

    /** @throws NonFiniteValueException if one of the first {@code selected} entries is NaN or infinite */
    static void requireFinite(SparseVector chosen, int selected) {
        for (int i = 0; i < selected; i++) {
            float value = chosen.values()[i];
            if (!Float.isFinite(value)) {
                throw new NonFiniteValueException("the array", chosen.indices()[i], value);
            }
        }
    }

    static int elements(MemorySegment values) {
        return Math.toIntExact(values.byteSize() / Float.BYTES);
    }

    static int magnitudeBits(MemorySegment values, long index) {
        return values.get(LittleEndian.INT, index * Float.BYTES) & MAGNITUDE;
    }

    private static boolean largestByGuess(MemorySegment values, int n, int k, SparseVector chosen) {
        int samples = Math.min(GUESS_SAMPLES, n / 2);
        double expected = (double) samples * k / n;
        // Four standard deviations more than k should reach the threshold, so that fewer than k hardly ever do.
        int rank = (int) Math.ceil(expected + 4 * Math.sqrt(expected) + 4);
        if (rank >= samples) {
            return false;
        }
        int[] sample = chosen.samples(samples);
        for (int i = 0; i < samples; i++) {
            sample[i] = magnitudeBits(values, (long) i * n / samples);
        }
        int threshold = kthLargest(sample, samples, rank).value();
        int room = (int) Math.min(n, 2L * rank * n / samples);
        chosen.ensureCapacity(room);
        int found = above(values, threshold, chosen);
        if (found < k || found > chosen.indices().length) {
            return false;
        }
        chosen.count(found);
        keepLargest(chosen, k);
        return true;
    }

    private static void largestByCounting(MemorySegment values, int n, int k, SparseVector chosen) {
        chosen.clear();
        if (k == 0) {
            return;
        }
        chosen.ensureCapacity(k);
        RadixSelect.Result kth = kthLargest(values, k);
        int ties = kth.ties();
        for (int i = 0; i < n; i++) {
            int magnitude = magnitudeBits(values, i);
            if (magnitude > kth.value() || magnitude == kth.value() && ties-- > 0) {
                chosen.add(i, values.get(LittleEndian.FLOAT, (long) i * Float.BYTES));
            }
        }
    }

    private static void keepLargest(SparseVector chosen, int k) {
        int[] indices = chosen.indices();
        float[] values = chosen.values();
        int count = chosen.count();
        RadixSelect.Result kth = RadixSelect.kthLargest(
                pass -> {
                    for (int i = 0; i < count; i++) {
                        pass.count(Float.floatToRawIntBits(values[i]) & MAGNITUDE);
                    }
                },
                k);
        int ties = kth.ties();
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int magnitude = Float.floatToRawIntBits(values[i]) & MAGNITUDE;
            if (magnitude > kth.value() || magnitude == kth.value() && ties-- > 0) {
                indices[kept] = indices[i];
                values[kept++] = values[i];
            }
        }
        chosen.count(kept);
    }
}

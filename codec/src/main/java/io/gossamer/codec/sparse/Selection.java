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

    /** Of 2^32. */
    private static final int GOLDEN_RATIO = 0x9E3779B9;

    private static final int GUESS_SAMPLES = 1 << 15;
    /** Elements that stay in the first-level cache between adding and looking. */
    private static final int BLOCK = 4096;

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
        } else if (n < SMALL || !largestByGuess(new Whole(values), n, k, chosen)) {
            largestByCounting(values, n, k, chosen);
        }
    }

    /**
     * Selects the elements whose magnitude, as float bits, is at least {@code thresholdBits}, as far as {@code chosen}
     * has room, and returns how many there are. The count of {@code chosen} is left to the caller.
     */
    static int above(MemorySegment values, int thresholdBits, SparseVector chosen) {
        return new Whole(values).above(thresholdBits, chosen);
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

    /** residual += gradient, and the {@code k} largest elements of that, as {@link #largest}, in the same pass. */
    static void addAndTakeLargest(MemorySegment gradient, MemorySegment residual, int k, SparseVector chosen) {
        int n = elements(residual);
        boolean guess = k < n && n >= SMALL;
        if (!guess) {
            add(gradient, residual, 0, n);
        }
        // Where the guess fails, the sum is complete all the same.
        if (!guess || !largestByGuess(new Sum(gradient, residual), n, k, chosen)) {
            largest(residual, k, chosen);
        }
    }

    static void add(MemorySegment gradient, MemorySegment residual, long first, int count) {
        KERNELS.addScaled(1, gradient, first * Float.BYTES, residual, first * Float.BYTES, count);
    }

    /** An array that is looked at in some places first and then passed through once, block by block. */
    private interface Passed {
        MemorySegment values();

        /** One magnitude, as float bits, before the pass. */
        int magnitudeBits(long index);

        /** Makes a block what it is to be, before it is read. */
        void prepare(int first, int count);

        /** As {@link Selection#above}. */
        default int above(int thresholdBits, SparseVector chosen) {
            MemorySegment values = values();
            int n = elements(values);
            int found = 0;
            for (int first = 0; first < n; first += BLOCK) {
                int count = Math.min(BLOCK, n - first);
                prepare(first, count);
                long at = (long) first * Float.BYTES;
                found = KERNELS.select(
                        values, at, count, thresholdBits, first, chosen.indices(), chosen.values(), found);
            }
            return found;
        }
    }

    private record Whole(MemorySegment values) implements Passed {
        @Override
        public int magnitudeBits(long index) {
            return Selection.magnitudeBits(values, index);
        }

        @Override
        public void prepare(int first, int count) {}
    }

    /** The sum of two arrays, which the pass leaves in the second. */
    private record Sum(MemorySegment gradient, MemorySegment values) implements Passed {
        @Override
        public int magnitudeBits(long index) {
            float sum = values.get(LittleEndian.FLOAT, index * Float.BYTES)
                    + gradient.get(LittleEndian.FLOAT, index * Float.BYTES);
            return Float.floatToRawIntBits(sum) & MAGNITUDE;
        }

        @Override
        public void prepare(int first, int count) {
            add(gradient, values, first, count);
        }
    }

    private static boolean largestByGuess(Passed values, int n, int k, SparseVector chosen) {
        int samples = Math.min(GUESS_SAMPLES, n / 2);
        double expected = (double) samples * k / n;
        // Four standard deviations more than k should reach the threshold, so that fewer than k hardly ever do.
        int rank = (int) Math.ceil(expected + 4 * Math.sqrt(expected) + 4);
        if (rank >= samples) {
            return false;
        }
        int[] sample = chosen.samples(samples);
        for (int i = 0; i < samples; i++) {
            sample[i] = values.magnitudeBits(place(i, n));
        }
        int threshold = kthLargest(sample, samples, rank).value();
        int room = (int) Math.min(n, 2L * rank * n / samples);
        chosen.ensureCapacity(room);
        int found = values.above(threshold, chosen);
        if (found < k || found > chosen.indices().length) {
            return false;
        }
        chosen.count(found);
        keepLargest(chosen, k);
        return true;
    }

    /** Multiples of the golden ratio, spread evenly and in step with no row or column of a matrix. */
    private static long place(int sample, int n) {
        return Integer.toUnsignedLong(sample * GOLDEN_RATIO) * n >>> Integer.SIZE;
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

package io.gossamer.codec.sparse;

import java.util.Arrays;

/**
 * Finds the k-th largest of non-negative ints in three passes over them, whatever their order: each pass counts the
 * values by 11, 10 and 10 bits, highest first, among those that agree with the bits found before.
 */
final class RadixSelect {
    private static final int[] SHIFTS = {20, 10, 0};
    private static final int[] WIDTHS = {11, 10, 10};

    /** The values to select from; a pass hands each of them to {@link RadixSelect#count}. */
    interface Source {
        void each(RadixSelect pass);
    }

    private final int[] histogram = new int[1 << WIDTHS[0]];
    private int prefix;
    private int prefixShift = Integer.SIZE - 1;
    private int shift;
    private int mask;
    private long rest;

    private RadixSelect(long k) {
        rest = k;
    }

    /**
     * @param value the k-th largest
     * @param ties how many of the values that equal it belong to the k largest, at least 1
     */
    record Result(int value, int ties) {}

    /** @param k from 1 to the number of values */
    static Result kthLargest(Source source, int k) {
        RadixSelect select = new RadixSelect(k);
        for (int pass = 0; pass < SHIFTS.length; pass++) {
            select.narrow(source, SHIFTS[pass], WIDTHS[pass]);
        }
        return new Result(select.prefix, (int) select.rest);
    }

    void count(int value) {
        if (value >>> prefixShift == prefix) {
            histogram[value >>> shift & mask]++;
        }
    }

    private void narrow(Source source, int nextShift, int width) {
        shift = nextShift;
        mask = (1 << width) - 1;
        Arrays.fill(histogram, 0);
        source.each(this);
        int bucket = mask;
        while (rest > histogram[bucket]) {
            rest -= histogram[bucket--];
        }
        prefix = prefix << width | bucket;
        prefixShift = nextShift;
    }
}

package io.gossamer.core.fuzz;

import io.gossamer.core.random.RandomStream;
import java.util.Arrays;
import java.util.List;

/** Makes broken inputs of valid ones: one to four mutations of the kinds that parsers fall for. */
final class Mutator {
    /** Values that overflow, go negative or ask for too much when they are taken for a length. */
    private static final long[] EXTREMES = {
        0,
        1,
        -1,
        0x7F,
        0x80,
        0xFF,
        0x7FFF,
        0x8000,
        0xFFFF,
        0x7FFFFFFFL,
        0x80000000L,
        0xFFFFFFFFL,
        0x100000000L,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        0x40000000L,
        0x3FFFFFFFFFFFFFFFL
    };

    private static final int MAXIMUM_GROWTH = 64;

    private final List<byte[]> samples;
    private final RandomStream random;

    Mutator(List<byte[]> samples, RandomStream random) {
        this.samples = samples;
        this.random = random;
    }

    byte[] next() {
        byte[] input = sample().clone();
        int mutations = 1 + random.nextInt(4);
        for (int i = 0; i < mutations; i++) {
            input = mutate(input);
        }
        return input;
    }

    private byte[] mutate(byte[] input) {
        if (input.length == 0) {
            return insert(input);
        }
        return switch (random.nextInt(8)) {
            case 0 -> flipBit(input);
            case 1 -> overwriteByte(input);
            case 2 -> overwriteByLength(input);
            case 3 -> Arrays.copyOf(input, random.nextInt(input.length));
            case 4 -> insert(input);
            case 5 -> delete(input);
            case 6 -> splice(input, sample());
            default -> repeat(input);
        };
    }

    private byte[] flipBit(byte[] input) {
        input[random.nextInt(input.length)] ^= (byte) (1 << random.nextInt(8));
        return input;
    }

    private byte[] overwriteByte(byte[] input) {
        input[random.nextInt(input.length)] = (byte) random.nextInt();
        return input;
    }

    /** Puts an extreme value of 1, 2, 4 or 8 bytes anywhere, in either byte order. */
    private byte[] overwriteByLength(byte[] input) {
        long value = EXTREMES[random.nextInt(EXTREMES.length)];
        int size = 1 << random.nextInt(4);
        int from = random.nextInt(input.length);
        boolean bigEndian = random.nextInt(2) == 0;
        for (int i = 0; i < size && from + i < input.length; i++) {
            input[from + i] = (byte) (value >>> 8 * (bigEndian ? size - 1 - i : i));
        }
        return input;
    }

    private byte[] insert(byte[] input) {
        int at = random.nextInt(input.length + 1);
        byte[] garbage = new byte[1 + random.nextInt(MAXIMUM_GROWTH)];
        for (int i = 0; i < garbage.length; i++) {
            garbage[i] = (byte) random.nextInt();
        }
        return join(input, at, garbage, 0, garbage.length, at);
    }

    private byte[] delete(byte[] input) {
        int from = random.nextInt(input.length);
        int to = from + 1 + random.nextInt(input.length - from);
        return join(input, from, input, 0, 0, to);
    }

    /** The beginning of one input and the end of another. */
    private byte[] splice(byte[] input, byte[] other) {
        int from = random.nextInt(other.length + 1);
        return join(input, random.nextInt(input.length), other, from, other.length, input.length);
    }

    private byte[] repeat(byte[] input) {
        int from = random.nextInt(input.length);
        int to = Math.min(input.length, from + 1 + random.nextInt(MAXIMUM_GROWTH));
        return join(input, to, input, from, to, to);
    }

    /** {@code head[0, headEnd) + middle[from, to) + head[tailStart, end)}. */
    private static byte[] join(byte[] head, int headEnd, byte[] middle, int from, int to, int tailStart) {
        byte[] joined = new byte[headEnd + (to - from) + (head.length - tailStart)];
        System.arraycopy(head, 0, joined, 0, headEnd);
        System.arraycopy(middle, from, joined, headEnd, to - from);
        System.arraycopy(head, tailStart, joined, headEnd + to - from, head.length - tailStart);
        return joined;
    }

    private byte[] sample() {
        return samples.get(random.nextInt(samples.size()));
    }
}

package io.gossamer.codec.array;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.bits.LittleEndian;
import io.gossamer.codec.kernel.ArrayKernels;
import io.gossamer.codec.kernel.Kernels;
import io.gossamer.codec.kernel.RoundingKernels;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Blocks of signed levels with a step each: value = level * step, step = the block's largest magnitude over the largest
 * level. Blocks whose values are all below 2^-100 are written as zeros, for the inverse of their step may be no float.
 *
 * <p>Format, for each block of {@code block} elements: the step (float32), then the packed levels.
 *
 * @param block elements that share a step; {@link #WHOLE_ARRAY} for all of them
 */
record LevelFormat(LevelPacking packing, int block) {
    static final int WHOLE_ARRAY = Integer.MAX_VALUE;

    private static final ArrayKernels KERNELS = Kernels.chosen();
    private static final RoundingKernels ROUNDING = Kernels.rounding();
    private static final float SMALLEST_MAXIMUM = 0x1p-100f;

    private static final int FORMAT_OF_8_BITS = 4;
    private static final int FORMAT_OF_4_BITS = 5;
    private static final int FORMAT_OF_2_BITS = 11;

    /** The number of the byte format with so many bits in frames. */
    static int number(int bits) {
        return switch (bits) {
            case 8 -> FORMAT_OF_8_BITS;
            case 4 -> FORMAT_OF_4_BITS;
            default -> FORMAT_OF_2_BITS + bits - 2;
        };
    }

    /** @throws IllegalArgumentException if no codec can have these bits and blocks */
    static void require(int bits, int block) {
        if (block < Long.BYTES || block % Long.BYTES != 0) {
            throw new IllegalArgumentException("a block of " + block + " elements: it must be a multiple of 8");
        }
        if (bits < 2 || bits > Byte.SIZE) {
            throw new IllegalArgumentException(bits + " bits: 2 to 8 are possible");
        }
    }

    /** What is done with the levels of a chunk. */
    private interface Sink {
        void accept(MemorySegment levels, float step, long first, int count);
    }

    long bytes(long count) {
        long whole = count / block;
        long rest = count % block;
        return whole * (Float.BYTES + packing.bytes(block)) + (rest == 0 ? 0 : Float.BYTES + packing.bytes(rest));
    }

    /** @param random null to round to the nearest level, else drawn from to round up or down without bias */
    void encode(MemorySegment values, RandomStream random, ByteWriter out) {
        MemorySegment coded = out.reserve(bytes(Blocks.elements(values)));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment levels = arena.allocate(packing.chunk());
            RandomWords words =
                    random == null ? null : new RandomWords(random, packing.chunk(), Blocks.elements(values), arena);
            Blocks.each(Blocks.elements(values), block, (start, size) -> {
                long at = bytes(start);
                float max = maximum(values, start, size);
                coded.set(LittleEndian.FLOAT, at, max / packing.levels());
                float inverseStep = max == 0 ? 0 : packing.levels() / max;
                Blocks.each(size, packing.chunk(), (within, count) -> {
                    long from = (start + within) * Float.BYTES;
                    quantize(values, from, inverseStep, words, levels, count);
                    packing.pack(levels, count, coded, at + Float.BYTES + packing.bytes(within));
                });
            });
        }
    }

    void decode(ByteReader in, MemorySegment values) throws CorruptMessageException {
        each(
                in,
                Blocks.elements(values),
                (levels, step, first, count) ->
                        KERNELS.dequantize8(levels, 0, step, values, first * Float.BYTES, count));
    }

    void decodeAdd(ByteReader in, float scale, MemorySegment sum) throws CorruptMessageException {
        each(
                in,
                Blocks.elements(sum),
                (levels, step, first, count) ->
                        KERNELS.dequantizeAdd8(levels, 0, step, scale, sum, first * Float.BYTES, count));
    }

    private void each(ByteReader in, long elements, Sink sink) throws CorruptMessageException {
        MemorySegment coded = in.readBytes(bytes(elements));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment levels = arena.allocate(packing.chunk());
            Blocks.each(elements, block, (start, size) -> {
                long at = bytes(start);
                float step = checkStep(coded.get(LittleEndian.FLOAT, at));
                Blocks.each(size, packing.chunk(), (within, count) -> {
                    packing.unpack(coded, at + Float.BYTES + packing.bytes(within), levels, count);
                    sink.accept(levels, step, start + within, count);
                });
            });
        }
    }

    private void quantize(
            MemorySegment values, long offset, float inverseStep, RandomWords words, MemorySegment levels, int count) {
        if (words == null) {
            KERNELS.quantize8(values, offset, inverseStep, levels, 0, count);
        } else {
            words.each(
                    count,
                    (first, size, from, at, turn) -> ROUNDING.quantize8(
                            values,
                            offset + 4L * first,
                            inverseStep,
                            from,
                            at,
                            turn,
                            packing.levels(),
                            levels,
                            first,
                            size));
        }
    }

    private static float maximum(MemorySegment values, long start, int size) {
        float magnitude = Float.intBitsToFloat(Blocks.maxAbsBits(values, start, size));
        return magnitude < SMALLEST_MAXIMUM ? 0 : magnitude;
    }

    private float checkStep(float step) throws CorruptMessageException {
        if (step >= 0 && step <= Float.MAX_VALUE / packing.levels()) {
            return step;
        }
        throw new CorruptMessageException("step " + step + " between levels");
    }
}

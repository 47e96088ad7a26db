package io.gossamer.model.data;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Turns pixel bytes into network inputs of mean 0 and variance 1: {@code byte * scale[channel] + offset[channel]}.
 * Always measured on the training images and applied to both.
 */
public record Normalization(float[] scale, float[] offset) {
    private static final int PIXELS = 256;

    /** Measures mean and standard deviation of each channel, exactly, in integers. */
    public static Normalization of(ImageSet images) {
        int plane = images.height() * images.width();
        long[] sum = new long[images.channels()];
        long[] squares = new long[images.channels()];
        for (int image = 0; image < images.size(); image++) {
            for (int channel = 0; channel < images.channels(); channel++) {
                MemorySegment pixels =
                        images.pixels().asSlice(((long) image * images.channels() + channel) * plane, plane);
                sum[channel] += sum(pixels);
                squares[channel] += sumOfSquares(pixels);
            }
        }
        double count = (double) images.size() * plane;
        float[] scale = new float[images.channels()];
        float[] offset = new float[images.channels()];
        for (int channel = 0; channel < images.channels(); channel++) {
            double mean = sum[channel] / count;
            double variance = squares[channel] / count - mean * mean;
            // A channel of one constant value carries nothing; it becomes zeros.
            double factor = variance > 0 ? 1 / Math.sqrt(variance) : 1;
            scale[channel] = (float) factor;
            offset[channel] = (float) (-mean * factor);
        }
        return new Normalization(scale, offset);
    }

    /** The input for each pixel, [channel][256]. */
    float[][] table() {
        float[][] table = new float[scale.length][PIXELS];
        for (int channel = 0; channel < scale.length; channel++) {
            for (int pixel = 0; pixel < PIXELS; pixel++) {
                table[channel][pixel] = pixel * scale[channel] + offset[channel];
            }
        }
        return table;
    }

    private static long sum(MemorySegment pixels) {
        long sum = 0;
        for (long i = 0; i < pixels.byteSize(); i++) {
            sum += pixels.get(ValueLayout.JAVA_BYTE, i) & 0xFF;
        }
        return sum;
    }

    private static long sumOfSquares(MemorySegment pixels) {
        long sum = 0;
        for (long i = 0; i < pixels.byteSize(); i++) {
            int value = pixels.get(ValueLayout.JAVA_BYTE, i) & 0xFF;
            sum += (long) value * value;
        }
        return sum;
    }
}

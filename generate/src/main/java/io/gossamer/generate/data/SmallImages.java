package io.gossamer.generate.data;

import io.gossamer.model.data.ImageSet;
import java.lang.foreign.ValueLayout;

/**
 * Grey images at half their height and width, each pixel the mean of four, standardised by one mean and one standard
 * deviation for all pixels.
 *
 * @param mean of all pixels of the images it was measured on, 0 to 255
 * @param deviation their standard deviation
 */
public record SmallImages(double mean, double deviation) {
    /** Measured on (training) images; the same numbers are to serve all others. */
    public static SmallImages measuredOn(ImageSet images) {
        float[] pixels = halved(images);
        double sum = 0;
        double squares = 0;
        for (float pixel : pixels) {
            sum += pixel;
            squares += (double) pixel * pixel;
        }
        double mean = sum / pixels.length;
        return new SmallImages(mean, Math.sqrt(Math.max(squares / pixels.length - mean * mean, 1e-12)));
    }

    /** The images as examples whose condition is their label. */
    public ExampleArray examples(ImageSet images) {
        float[] values = halved(images);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((values[i] - mean) / deviation);
        }
        int[] labels = new int[images.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = images.label(i);
        }
        return new ExampleArray(values.length / labels.length, images.classes(), values, labels);
    }

    /** The grey level of a standardised value, 0 to 255. */
    public int grey(float value) {
        return (int) Math.max(0, Math.min(255, Math.round(value * deviation + mean)));
    }

    private static float[] halved(ImageSet images) {
        if (images.channels() != 1 || images.height() % 2 != 0 || images.width() % 2 != 0) {
            throw new IllegalArgumentException("images of %d channels and %d x %d pixels cannot be halved as grey ones"
                    .formatted(images.channels(), images.height(), images.width()));
        }
        int height = images.height() / 2;
        int width = images.width() / 2;
        float[] values = new float[images.size() * height * width];
        int at = 0;
        for (int image = 0; image < images.size(); image++) {
            long start = (long) image * images.imageBytes();
            for (int row = 0; row < height; row++) {
                for (int column = 0; column < width; column++) {
                    values[at++] = meanOfFour(images, start + 2L * row * images.width() + 2L * column);
                }
            }
        }
        return values;
    }

    private static float meanOfFour(ImageSet images, long at) {
        long below = at + images.width();
        return (pixel(images, at) + pixel(images, at + 1) + pixel(images, below) + pixel(images, below + 1)) / 4f;
    }

    private static int pixel(ImageSet images, long at) {
        return images.pixels().get(ValueLayout.JAVA_BYTE, at) & 0xFF;
    }
}

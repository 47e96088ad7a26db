package io.gossamer.model.data.digits;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.model.data.ImageSet;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Draws images of handwritten-like digits, 28 x 28, light ink on a dark ground like MNIST. Image {@code i} shows the
 * digit {@code i mod 10} and is a function of (seed, part, i): a style of the digit, its strokes' control points moved
 * a little, bent through a random {@link Warp}, drawn with a pen of random thickness and brightness, with pixel noise.
 */
public final class DigitGenerator {
    /** Which of two disjoint sets of images. The order is part of the key. */
    public enum Part {
        TRAINING,
        TEST
    }

    public static final int SIDE = 28;
    public static final int CLASSES = 10;

    private static final int PIECES = 9;
    private static final float SOFTNESS = 1;

    private final long seed;
    private final Handwriting hand;
    private final Canvas canvas;
    private final float[] curve = new float[2 * (PIECES + 1)];

    public DigitGenerator(long seed) {
        this(seed, Handwriting.STANDARD);
    }

    DigitGenerator(long seed, Handwriting hand) {
        this.seed = seed;
        this.hand = hand;
        this.canvas = new Canvas(SIDE, hand.thickest() + SOFTNESS);
    }

    /**
     * Draws the first {@code count} images of a part.
     *
     * @param arena owns the pixels
     */
    public ImageSet generate(Part part, int count, Arena arena) {
        byte[] image = new byte[SIDE * SIDE];
        MemorySegment pixels = arena.allocate((long) count * image.length);
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) (i % CLASSES);
            draw(RandomStream.of(seed, Purpose.DATA_GENERATION, -1, i, part.ordinal()), labels[i], image);
            MemorySegment.copy(image, 0, pixels, ValueLayout.JAVA_BYTE, (long) i * image.length, image.length);
        }
        return new ImageSet(1, SIDE, SIDE, CLASSES, pixels, labels);
    }

    private void draw(RandomStream random, int digit, byte[] image) {
        List<List<Glyphs.Stroke>> styles = Glyphs.of(digit);
        List<Glyphs.Stroke> strokes = styles.get(random.nextInt(styles.size()));
        Warp warp = new Warp(random, hand, SIDE);
        canvas.clear();
        for (Glyphs.Stroke stroke : strokes) {
            float[] points = stroke.points().clone();
            for (int i = 0; i < points.length; i++) {
                points[i] += Warp.symmetric(random, hand.wobble());
            }
            for (int segment = 0; segment < stroke.segments(); segment++) {
                drawCubic(points, segment * 6, warp);
            }
        }
        float radius = Warp.between(random, hand.thinnest(), hand.thickest());
        float brightness = Warp.between(random, hand.faintest(), 1);
        ink(random, radius, brightness, image);
    }

    private void drawCubic(float[] p, int at, Warp warp) {
        for (int i = 0; i <= PIECES; i++) {
            float t = (float) i / PIECES;
            float s = 1 - t;
            float w0 = s * s * s;
            float w1 = 3 * s * s * t;
            float w2 = 3 * s * t * t;
            float w3 = t * t * t;
            curve[2 * i] = w0 * p[at] + w1 * p[at + 2] + w2 * p[at + 4] + w3 * p[at + 6];
            curve[2 * i + 1] = w0 * p[at + 1] + w1 * p[at + 3] + w2 * p[at + 5] + w3 * p[at + 7];
        }
        warp.map(curve, curve.length);
        for (int i = 0; i < PIECES; i++) {
            canvas.line(curve[2 * i], curve[2 * i + 1], curve[2 * i + 2], curve[2 * i + 3]);
        }
    }

    /** Turns coverage into bytes. The noise of a pixel is the difference of two uniform bytes, a triangle around 0. */
    private void ink(RandomStream random, float radius, float brightness, byte[] image) {
        float noise = hand.noise() / 255;
        for (int i = 0; i < image.length; i += 2) {
            int bits = random.nextInt();
            image[i] = pixel(i, radius, brightness, noise * ((bits & 0xFF) - (bits >>> 8 & 0xFF)));
            image[i + 1] = pixel(i + 1, radius, brightness, noise * ((bits >>> 16 & 0xFF) - (bits >>> 24)));
        }
    }

    private byte pixel(int pixel, float radius, float brightness, float noise) {
        float value = brightness * canvas.coverage(pixel, radius, SOFTNESS) + noise;
        return (byte) Math.round(255 * Math.clamp(value, 0f, 1f));
    }
}

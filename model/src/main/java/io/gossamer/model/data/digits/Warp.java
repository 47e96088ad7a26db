package io.gossamer.model.data.digits;

import io.gossamer.core.random.RandomStream;

/**
 * The shape of one writing: a random affine map (size, aspect, shear, rotation, position) followed by an elastic
 * distortion, a smooth random displacement given on a coarse lattice. Maps the unit box of {@link Glyphs} to pixels.
 *
 * <p>The rotation is drawn through its rational parametrisation, cos = (1 - t²)/(1 + t²), sin = 2t/(1 + t²), so that no
 * transcendental function is needed.
 */
final class Warp {
    private static final int LATTICE = 5;

    private final float side;
    private final float xx;
    private final float xy;
    private final float yx;
    private final float yy;
    private final float shiftX;
    private final float shiftY;
    private final float[] displacement = new float[LATTICE * LATTICE * 2];

    Warp(RandomStream random, Handwriting hand, int side) {
        this.side = side;
        float height = side * between(random, hand.lowestSize(), hand.highestSize());
        float width = height * between(random, hand.lowestAspect(), hand.highestAspect());
        float shear = height * symmetric(random, hand.shear());
        float t = symmetric(random, hand.rotation());
        float cos = (1 - t * t) / (1 + t * t);
        float sin = 2 * t / (1 + t * t);
        this.xx = cos * width;
        this.xy = cos * shear - sin * height;
        this.yx = sin * width;
        this.yy = sin * shear + cos * height;
        this.shiftX = side / 2f + symmetric(random, hand.translation());
        this.shiftY = side / 2f + symmetric(random, hand.translation());
        for (int i = 0; i < displacement.length; i++) {
            displacement[i] = symmetric(random, hand.elasticity());
        }
    }

    static float symmetric(RandomStream random, float range) {
        return (2 * random.nextFloat() - 1) * range;
    }

    static float between(RandomStream random, float low, float high) {
        return low + random.nextFloat() * (high - low);
    }

    /** Maps points in place, x and y interleaved. */
    void map(float[] points, int length) {
        for (int i = 0; i < length; i += 2) {
            float u = points[i] - 0.5f;
            float v = points[i + 1] - 0.5f;
            float x = xx * u + xy * v + shiftX;
            float y = yx * u + yy * v + shiftY;
            points[i] = x + displacement(x, y, 0);
            points[i + 1] = y + displacement(x, y, 1);
        }
    }

    private float displacement(float x, float y, int axis) {
        float gridX = Math.clamp(x / side, 0f, 1f) * (LATTICE - 1);
        float gridY = Math.clamp(y / side, 0f, 1f) * (LATTICE - 1);
        int column = Math.min((int) gridX, LATTICE - 2);
        int row = Math.min((int) gridY, LATTICE - 2);
        float a = smooth(gridX - column);
        float b = smooth(gridY - row);
        int at = (row * LATTICE + column) * 2 + axis;
        float above = displacement[at] + a * (displacement[at + 2] - displacement[at]);
        int below = at + LATTICE * 2;
        float under = displacement[below] + a * (displacement[below + 2] - displacement[below]);
        return above + b * (under - above);
    }

    private static float smooth(float t) {
        return t * t * (3 - 2 * t);
    }
}

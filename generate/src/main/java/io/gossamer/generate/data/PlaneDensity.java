package io.gossamer.generate.data;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;

/** Densities in the plane, scaled to about unit standard deviation around the origin. Examples have no condition. */
public enum PlaneDensity {
    /** Eight round Gaussians on a circle. */
    EIGHT_GAUSSIANS {
        @Override
        void draw(RandomStream random, float[] point) {
            double angle = 2 * Math.PI * random.nextInt(8) / 8;
            point[0] = (float) (RADIUS * Math.cos(angle) + 0.14 * random.nextNormal());
            point[1] = (float) (RADIUS * Math.sin(angle) + 0.14 * random.nextNormal());
        }
    },

    /** Five arms that are wound around the origin. */
    PINWHEEL {
        @Override
        void draw(RandomStream random, float[] point) {
            double along = 1 + 0.3 * random.nextNormal();
            double across = 0.08 * random.nextNormal();
            double angle = 2 * Math.PI * random.nextInt(5) / 5 + 0.25 * Math.exp(along);
            point[0] = (float) (RADIUS * (along * Math.cos(angle) - across * Math.sin(angle)));
            point[1] = (float) (RADIUS * (along * Math.sin(angle) + across * Math.cos(angle)));
        }
    };

    private static final double RADIUS = 1.4;

    /**
     * Draws {@code count} points: a function of the seed and of {@code part}.
     *
     * @param part which of several disjoint sets
     */
    public ExampleArray generate(long seed, int part, int count) {
        float[] values = new float[2 * count];
        float[] point = new float[2];
        for (int i = 0; i < count; i++) {
            draw(RandomStream.of(seed, Purpose.DATA_GENERATION, -1, i, part), point);
            values[2 * i] = point[0];
            values[2 * i + 1] = point[1];
        }
        return new ExampleArray(2, 0, values, new int[count]);
    }

    abstract void draw(RandomStream random, float[] point);
}

package io.gossamer.model.data.digits;

import java.util.Arrays;

/** Draws thick lines by the distance of each pixel's centre to the nearest line; coordinates are in pixels. */
final class Canvas {
    private static final float FAR = 1e9f;

    private final int side;
    private final float reach;
    private final float[] squaredDistance;

    /** @param reach the farthest distance from a line that still matters */
    Canvas(int side, float reach) {
        this.side = side;
        this.reach = reach;
        this.squaredDistance = new float[side * side];
    }

    void clear() {
        Arrays.fill(squaredDistance, FAR);
    }

    void line(float x0, float y0, float x1, float y1) {
        float dx = x1 - x0;
        float dy = y1 - y0;
        float lengthSquared = dx * dx + dy * dy;
        float inverse = lengthSquared > 0 ? 1 / lengthSquared : 0;
        int left = Math.max(0, (int) (Math.min(x0, x1) - reach));
        int right = Math.min(side - 1, (int) (Math.max(x0, x1) + reach));
        int top = Math.max(0, (int) (Math.min(y0, y1) - reach));
        int bottom = Math.min(side - 1, (int) (Math.max(y0, y1) + reach));
        for (int row = top; row <= bottom; row++) {
            float py = row + 0.5f - y0;
            for (int column = left; column <= right; column++) {
                float px = column + 0.5f - x0;
                float along = Math.clamp((px * dx + py * dy) * inverse, 0f, 1f);
                float ex = px - along * dx;
                float ey = py - along * dy;
                int pixel = row * side + column;
                squaredDistance[pixel] = Math.min(squaredDistance[pixel], ex * ex + ey * ey);
            }
        }
    }

    /**
     * How much of the pixel is inked, 0 to 1: full up to {@code radius}, falling to nothing over the next
     * {@code softness} pixels.
     */
    float coverage(int pixel, float radius, float softness) {
        float squared = squaredDistance[pixel];
        float edge = radius + softness;
        if (squared >= edge * edge) {
            return 0;
        }
        return Math.min(1, (edge - (float) Math.sqrt(squared)) / softness);
    }
}

package io.gossamer.train.merge;

import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.flat.FlatMath;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * The loss along the segment from one model to another: models can be merged where the way between them leads over no
 * barrier (Frankle et al., "Linear Mode Connectivity and the Lottery Ticket Hypothesis", ICML 2020).
 *
 * @param losses at equally distant points from the first model to the other, ends included
 */
public record Segment(double[] losses) {
    public Segment {
        losses = losses.clone();
    }

    /**
     * Measures a segment.
     *
     * @param points how many, at least 2
     * @param loss of a model
     */
    public static Segment between(FlatTensors from, FlatTensors to, int points, ToDoubleFunction<FlatTensors> loss) {
        if (points < 2) {
            throw new IllegalArgumentException(points + " points are no segment");
        }
        double[] losses = new double[points];
        try (FlatTensors point = from.likeThis()) {
            for (int i = 0; i < points; i++) {
                FlatMath.blend(to, (double) i / (points - 1), from, point);
                losses[i] = loss.applyAsDouble(point);
            }
        }
        return new Segment(losses);
    }

    @Override
    public double[] losses() {
        return losses.clone();
    }

    /** The largest amount by which the loss lies above the straight line between its ends; 0 where it never does. */
    public double barrier() {
        double highest = 0;
        int last = losses.length - 1;
        for (int i = 0; i <= last; i++) {
            double line = losses[0] + (losses[last] - losses[0]) * i / last;
            highest = Math.max(highest, losses[i] - line);
        }
        return highest;
    }

    /** The loss of the mean of both models; of an even number of points, the mean of the two next to it. */
    public double middle() {
        int last = losses.length - 1;
        return (losses[last / 2] + losses[(last + 1) / 2]) / 2;
    }

    /** The mean of both models' losses. */
    public double ends() {
        return (losses[0] + losses[losses.length - 1]) / 2;
    }

    /** Two segments are equal if their losses are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Segment segment && Arrays.equals(losses, segment.losses);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(losses);
    }

    @Override
    public String toString() {
        return Arrays.toString(losses);
    }
}

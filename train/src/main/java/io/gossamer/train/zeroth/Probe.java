package io.gossamer.train.zeroth;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.model.flat.FlatTensors;
import java.util.function.DoubleSupplier;

/**
 * Measures the slope of a loss along a direction by a central difference, in the parameters' own memory.
 *
 * @param distance how far the parameters are moved to either side, epsilon
 * @param spread standard deviation of the logarithm of the distance, drawn for each sample; 0 for a fixed one
 */
record Probe(double distance, double spread) {
    private static final int ALL_NODES = -1;
    /** The direction's tensors are numbered from 0, and no model has that many. */
    private static final int DISTANCE_STREAM = (1 << 20) - 1;

    /**
     * What two passes came to.
     *
     * @param slope NaN or infinite if a loss was
     * @param loss the mean of both
     */
    record Measurement(double slope, double loss) {}

    /**
     * Leaves the parameters where they were but for rounding.
     *
     * @param loss of the parameters as they stand, the same function on both sides
     */
    Measurement measure(FlatTensors parameters, Directions directions, long direction, DoubleSupplier loss) {
        float epsilon = (float) distance(direction);
        directions.move(parameters, direction, epsilon);
        double ahead = loss.getAsDouble();
        directions.move(parameters, direction, -2 * epsilon);
        double behind = loss.getAsDouble();
        directions.move(parameters, direction, epsilon);
        return new Measurement((ahead - behind) / (2 * (double) epsilon), (ahead + behind) / 2);
    }

    private double distance(long direction) {
        if (spread == 0) {
            return distance;
        }
        RandomStream random = RandomStream.of(direction, Purpose.PERTURBATION, ALL_NODES, 0, DISTANCE_STREAM);
        return distance * StrictMath.exp(spread * random.nextNormal());
    }
}

package io.gossamer.train.zeroth;

import io.gossamer.codec.scalar.ScalarCode;
import java.util.Arrays;

/**
 * What all nodes said in one step.
 *
 * @param step its number
 * @param rate learning rate
 * @param samples of each node
 * @param slopes as everybody decodes them, in the order of (node, sample); a sample that is left out is a skip
 */
public record Round(long step, double rate, int samples, double[] slopes) {
    /** How many samples count. */
    int counted() {
        return (int) Arrays.stream(slopes).filter(p -> !ScalarCode.isSkip(p)).count();
    }

    int nodes() {
        return slopes.length / samples;
    }

    int node(int place) {
        return place / samples;
    }

    int sample(int place) {
        return place % samples;
    }
}

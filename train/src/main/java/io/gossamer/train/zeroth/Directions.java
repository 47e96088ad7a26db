package io.gossamer.train.zeroth;

import io.gossamer.codec.kernel.ArrayKernels;
import io.gossamer.codec.kernel.Kernels;
import io.gossamer.codec.scalar.ScalarCode;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.model.flat.FlatTensors;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The random directions z of a run. That of (step, node, sample) is standard normal, drawn anew whenever it is needed,
 * tensor by tensor, so that it never stands in memory; it is the same bits on every machine.
 *
 * <p>Its seed is a word of the stream (run seed, step, node, sample); tensor i of it is the stream (that seed, i).
 */
final class Directions implements AutoCloseable {
    private static final int CHUNK = 1 << 14;
    private static final int ALL_NODES = -1;

    private final long seed;
    private final double[] scales;
    private final ArrayKernels kernels = Kernels.chosen();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment chunk = arena.allocate((long) CHUNK * Float.BYTES, Long.BYTES);

    /**
     * @param seed of the run
     * @param scales what each tensor of a direction is multiplied by; read at every use
     */
    Directions(long seed, double[] scales) {
        this.seed = seed;
        this.scales = scales;
    }

    /**
     * Scales by the spread of the weights at the start: each tensor's standard deviation over their mean. A tensor
     * without any, such as biases that start at zero, gets 1, or it would never move.
     */
    static double[] scales(FlatTensors start) {
        int tensors = start.layout().entries().size();
        double[] deviations = new double[tensors];
        double sum = 0;
        int spread = 0;
        for (int tensor = 0; tensor < tensors; tensor++) {
            deviations[tensor] = standardDeviation(start.memory(tensor));
            sum += deviations[tensor];
            spread += deviations[tensor] > 0 ? 1 : 0;
        }
        double mean = sum / Math.max(1, spread);
        for (int tensor = 0; tensor < tensors; tensor++) {
            deviations[tensor] = deviations[tensor] > 0 ? deviations[tensor] / mean : 1;
        }
        return deviations;
    }

    /** One pass after the other in a fixed order and float64, so that all machines agree. */
    private static double standardDeviation(MemorySegment values) {
        long count = values.byteSize() / Float.BYTES;
        double sum = 0;
        for (long i = 0; i < count; i++) {
            sum += values.getAtIndex(ValueLayout.JAVA_FLOAT, i);
        }
        double squares = 0;
        for (long i = 0; i < count; i++) {
            double off = values.getAtIndex(ValueLayout.JAVA_FLOAT, i) - sum / count;
            squares += off * off;
        }
        return Math.sqrt(squares / count);
    }

    /** The seed of one direction. */
    long seed(long step, int node, int sample) {
        return RandomStream.of(seed, Purpose.PERTURBATION_SEED, node, step, sample)
                .nextLong();
    }

    /** {@code tensors += distance * z}, product and sum rounded each. */
    void move(FlatTensors tensors, long directionSeed, float distance) {
        for (int tensor = 0; tensor < scales.length; tensor++) {
            RandomStream random = RandomStream.of(directionSeed, Purpose.PERTURBATION, ALL_NODES, 0, tensor);
            float scale = (float) scales[tensor];
            MemorySegment values = tensors.memory(tensor);
            long count = values.byteSize() / Float.BYTES;
            for (long from = 0; from < count; from += CHUNK) {
                int length = (int) Math.min(CHUNK, count - from);
                random.fillNormal(chunk.asSlice(0, (long) length * Float.BYTES), 0, scale);
                kernels.addScaled(distance, chunk, 0, values, from * Float.BYTES, length);
            }
        }
    }

    /**
     * Takes the step that a round asks for: minus rate over the root of the number of samples that count, along every
     * direction by its slope, in the order of (node, sample).
     */
    void apply(FlatTensors parameters, Round round) {
        double step = round.rate() / Math.sqrt(round.counted());
        double[] slopes = round.slopes();
        for (int place = 0; place < slopes.length; place++) {
            if (!ScalarCode.isSkip(slopes[place])) {
                long direction = seed(round.step(), round.node(place), round.sample(place));
                move(parameters, direction, (float) (-step * slopes[place]));
            }
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}

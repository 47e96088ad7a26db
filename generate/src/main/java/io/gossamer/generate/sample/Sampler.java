package io.gossamer.generate.sample;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.generate.data.ExampleArray;
import io.gossamer.generate.flow.FlowMatching;
import io.gossamer.generate.flow.VelocityField;
import io.gossamer.model.tensor.TensorMemory;
import io.gossamer.train.flat.TensorSection;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Follows a velocity field from noise to data in equal steps.
 *
 * @param solver how a step is taken
 * @param steps number of them
 * @param start where time begins, at most 1; less than 1 where a field predicts noise, which says nothing about data at 1
 */
public record Sampler(Solver solver, int steps, double start) {
    /** How a step is taken. */
    public enum Solver {
        /** x - dt v(x, t): one evaluation. */
        EULER,
        /** With the mean of the velocities at both ends: two evaluations, but one at the end of time. */
        HEUN
    }

    public Sampler {
        if (steps < 1 || !(start > 0) || start > 1) {
            throw new IllegalArgumentException(steps + " steps from time " + start);
        }
    }

    /**
     * Samples, one for each condition. They are a function of the field, the conditions and the seed.
     *
     * @param classes number of conditions, 0 for none
     * @param conditions one for each sample, 0 to classes; 0 where there are none
     */
    public ExampleArray sample(VelocityField field, int dimension, int classes, int[] conditions, long seed) {
        try (PointerScope scope = new PointerScope()) {
            Tensor shape =
                    torch.empty(new long[] {conditions.length, dimension}, new TensorOptions(ScalarType.Float), null);
            Tensor x = FlowMatching.noise(shape, RandomStream.of(seed, Purpose.SAMPLING, -1, 0, 0));
            Tensor condition = column(conditions);
            for (int step = 0; step < steps; step++) {
                advance(field, x, condition, time(step), time(step + 1));
            }
            return array(x, classes, conditions);
        }
    }

    private double time(int step) {
        return start * (steps - step) / steps;
    }

    private void advance(VelocityField field, Tensor x, Tensor condition, double from, double to) {
        try (var section = TensorSection.enter()) {
            Tensor slope = field.velocity(x, from, condition);
            if (solver == Solver.HEUN && to > 0) {
                Tensor there = x.add(slope, new Scalar(to - from));
                slope = slope.add(field.velocity(there, to, condition)).mul_(new Scalar(0.5));
            }
            x.add_(slope, new Scalar(to - from));
        }
    }

    private static Tensor column(int[] conditions) {
        float[] values = new float[conditions.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = conditions[i];
        }
        return FlowMatching.column(values);
    }

    private static ExampleArray array(Tensor x, int classes, int[] conditions) {
        float[] values = new float[(int) x.numel()];
        try (Arena reading = Arena.ofConfined()) {
            MemorySegment.copy(TensorMemory.of(x, reading), ValueLayout.JAVA_FLOAT, 0, values, 0, values.length);
        }
        int[] labels = new int[conditions.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = classes > 0 && conditions[i] < classes ? conditions[i] : 0;
        }
        return new ExampleArray((int) x.size(1), classes, values, labels);
    }
}

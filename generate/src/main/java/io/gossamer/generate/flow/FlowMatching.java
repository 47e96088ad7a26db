package io.gossamer.generate.flow;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.generate.data.Examples;
import io.gossamer.model.data.Batch;
import io.gossamer.model.tensor.TensorMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The batches of the flow-matching loss E ||prediction(x_t, t, c) - target||^2. Which examples, times, noise and dropped
 * conditions a batch has is a function of (seed, node, step), so training replays exactly and owes nothing to what other
 * nodes do. Examples are drawn with replacement.
 *
 * @param target what the network predicts
 * @param dropCondition the probability that a condition is hidden, for classifier-free guidance (Ho and Salimans, 2022)
 */
public record FlowMatching(NoiseSchedule schedule, TimeLaw times, Prediction target, double dropCondition) {
    /**
     * Noisy examples.
     *
     * @param indices which examples they were, in the order of the batch
     * @param x x_t, float32 [batch, dimension]
     * @param t float32 [batch, 1]
     * @param condition float32 [batch, 1], the number of classes where it is hidden
     * @param target what is to be predicted, float32 [batch, dimension]
     */
    public record Noisy(int[] indices, Tensor x, Tensor t, Tensor condition, Tensor target) {
        /** The input of a network: x_t, t and condition side by side, [batch, dimension + 2]. */
        public Tensor input() {
            return joined(x, t, condition);
        }

        /** What a network learns from. */
        public Batch batch() {
            return new Batch(input(), target);
        }
    }

    /** The batch of a step, as tensors of the current PointerScope. */
    public Noisy draw(Examples examples, int size, long seed, int node, long step) {
        RandomStream order = RandomStream.of(seed, Purpose.BATCH_ORDER, node, step, 0);
        RandomStream clock = RandomStream.of(seed, Purpose.DIFFUSION_TIME, node, step, 0);
        RandomStream drop = RandomStream.of(seed, Purpose.CONDITION_DROP, node, step, 0);
        int[] indices = new int[size];
        Columns columns = new Columns(size);
        Tensor clean = torch.empty(new long[] {size, examples.dimension()}, new TensorOptions(ScalarType.Float), null);
        try (Arena filling = Arena.ofConfined()) {
            MemorySegment memory = TensorMemory.of(clean, filling);
            for (int i = 0; i < size; i++) {
                indices[i] = order.nextInt(examples.size());
                examples.read(indices[i], memory, (long) i * examples.dimension());
                boolean hidden = drop.nextDouble() < dropCondition;
                columns.set(i, schedule, times.draw(clock), hidden ? examples.classes() : examples.label(indices[i]));
            }
        }
        return noisy(
                indices, clean, noise(clean, RandomStream.of(seed, Purpose.DIFFUSION_NOISE, node, step, 0)), columns);
    }

    private Noisy noisy(int[] indices, Tensor clean, Tensor noise, Columns columns) {
        Tensor x = clean.mul(column(columns.alpha)).add_(noise.mul(column(columns.sigma)));
        Tensor wanted = switch (target) {
            case VELOCITY -> clean.mul(column(columns.alphaRate)).add_(noise.mul(column(columns.sigmaRate)));
            case NOISE -> noise;
            case CLEAN -> clean;
        };
        return new Noisy(indices, x, column(columns.time), column(columns.condition), wanted);
    }

    /** The input of a network for examples of one time. */
    public static Tensor input(Tensor x, double t, Tensor condition) {
        return joined(x, torch.full_like(condition, new Scalar(t)), condition);
    }

    private static Tensor joined(Tensor x, Tensor t, Tensor condition) {
        return torch.cat(new TensorVector(x, t, condition), 1);
    }

    /** Standard normal noise in the shape of {@code like}. */
    public static Tensor noise(Tensor like, RandomStream random) {
        Tensor noise = torch.empty_like(like);
        try (Arena filling = Arena.ofConfined()) {
            random.fillNormal(TensorMemory.of(noise, filling), 0, 1);
        }
        return noise;
    }

    /** float32 [values, 1]. */
    public static Tensor column(float[] values) {
        Tensor column = torch.empty(new long[] {values.length, 1}, new TensorOptions(ScalarType.Float), null);
        try (Arena filling = Arena.ofConfined()) {
            MemorySegment.copy(values, 0, TensorMemory.of(column, filling), ValueLayout.JAVA_FLOAT, 0, values.length);
        }
        return column;
    }

    /** What differs from example to example. */
    private static final class Columns {
        private final float[] time;
        private final float[] condition;
        private final float[] alpha;
        private final float[] sigma;
        private final float[] alphaRate;
        private final float[] sigmaRate;

        Columns(int size) {
            time = new float[size];
            condition = new float[size];
            alpha = new float[size];
            sigma = new float[size];
            alphaRate = new float[size];
            sigmaRate = new float[size];
        }

        void set(int i, NoiseSchedule schedule, double t, int label) {
            time[i] = (float) t;
            condition[i] = label;
            alpha[i] = (float) schedule.alpha(t);
            sigma[i] = (float) schedule.sigma(t);
            alphaRate[i] = (float) schedule.alphaRate(t);
            sigmaRate[i] = (float) schedule.sigmaRate(t);
        }
    }
}

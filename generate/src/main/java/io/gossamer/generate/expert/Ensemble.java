package io.gossamer.generate.expert;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.generate.flow.FlowMatching;
import io.gossamer.generate.flow.VelocityField;
import io.gossamer.model.tensor.TensorMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Experts combined by a router: v = sum_k w_k v_k, with w chosen from the router's posterior by a {@link Routing}. Only
 * experts that count for an example are asked about it. Source: McAllister et al., "Decentralized Diffusion Models" (CVPR
 * 2025), section 3: sum_k p_t(k|x) u_t^(k)(x) = u_t(x).
 *
 * <p>Used by one thread at a time. Draws are keyed by the seed and by the number of the call.
 */
public final class Ensemble implements VelocityField {
    private final List<? extends VelocityField> experts;
    private final Router router;
    private final Routing routing;
    private final long seed;
    private final Set<Integer> lost = new HashSet<>();
    private long calls;
    private long asked;
    private long bytes;
    /** Of each example at the time asked for last. */
    private int[] heaviest = {};

    private double time;
    private long handovers;

    /** @param experts in the order of the router's columns */
    public Ensemble(List<? extends VelocityField> experts, Router router, Routing routing, long seed) {
        this.experts = List.copyOf(experts);
        this.router = router;
        this.routing = routing;
        this.seed = seed;
    }

    /**
     * Goes on without an expert: the others' weights are renormalised.
     *
     * @throws IllegalStateException if it is the last one
     */
    public void lose(int expert) {
        lost.add(expert);
        if (lost.size() == experts.size()) {
            throw new IllegalStateException("no expert is left");
        }
    }

    @Override
    public Tensor velocity(Tensor x, double t, Tensor condition) {
        float[][] weights = route(x, t, condition);
        follow(weights, t);
        Tensor velocity = torch.zeros_like(x);
        for (int k = 0; k < experts.size(); k++) {
            int expert = k;
            int[] rows = IntStream.range(0, weights.length)
                    .filter(row -> weights[row][expert] > 0)
                    .toArray();
            if (rows.length > 0) {
                ask(k, rows, weights, new Question(x, t, condition), velocity);
            }
        }
        return velocity;
    }

    private record Question(Tensor x, double t, Tensor condition) {}

    private void ask(int expert, int[] rows, float[][] weights, Question question, Tensor velocity) {
        Tensor index = Tensor.create(Arrays.stream(rows).asLongStream().toArray());
        Tensor answer = experts.get(expert)
                .velocity(question.x.index_select(0, index), question.t, question.condition.index_select(0, index));
        float[] shares = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            shares[i] = weights[rows[i]][expert];
        }
        velocity.index_add_(0, index, answer.mul(FlowMatching.column(shares)));
        asked += rows.length;
        bytes += 2 * Float.BYTES * rows.length * question.x.size(1);
    }

    /** Compares with whom the same examples were at before, as long as time runs down. */
    private void follow(float[][] weights, double t) {
        int[] now = Arrays.stream(weights).mapToInt(Routing::largest).toArray();
        if (now.length == heaviest.length && t < time) {
            handovers += IntStream.range(0, now.length)
                    .filter(row -> now[row] != heaviest[row])
                    .count();
        }
        heaviest = now;
        time = t;
    }

    /** The weights that count, [example][expert]. */
    private float[][] route(Tensor x, double t, Tensor condition) {
        float[][] weights = rows(router.weights(x, t, condition));
        RandomStream random = RandomStream.of(seed, Purpose.ROUTING, -1, calls++, 0);
        for (float[] row : weights) {
            withoutLost(row);
            routing.choose(row, random);
        }
        return weights;
    }

    /** Where the router is sure of experts that are lost, all others are as good. */
    private void withoutLost(float[] row) {
        if (lost.isEmpty()) {
            return;
        }
        float left = 0;
        for (int k = 0; k < row.length; k++) {
            row[k] = lost.contains(k) ? 0 : row[k];
            left += row[k];
        }
        for (int k = 0; k < row.length && left == 0; k++) {
            row[k] = lost.contains(k) ? 0 : 1;
        }
    }

    private static float[][] rows(Tensor weights) {
        int columns = (int) weights.size(1);
        float[][] rows = new float[(int) weights.size(0)][columns];
        try (Arena reading = Arena.ofConfined()) {
            MemorySegment memory = TensorMemory.of(weights.contiguous(), reading);
            for (int i = 0; i < rows.length; i++) {
                MemorySegment.copy(
                        memory, ValueLayout.JAVA_FLOAT, (long) i * columns * Float.BYTES, rows[i], 0, columns);
            }
        }
        return rows;
    }

    /** How many velocities of single examples the experts were asked for so far. */
    public long asked() {
        return asked;
    }

    /** How often an example was handed on from the expert that weighed most for it to another, while it was drawn. */
    public long handovers() {
        return handovers;
    }

    /** What went to experts and came back, in bytes, if they sat on other machines: x_t there, v back. */
    public long bytes() {
        return bytes;
    }
}

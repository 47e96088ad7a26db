package io.gossamer.generate.learning;

import io.gossamer.generate.data.Examples;
import io.gossamer.generate.flow.FlowMatching.Noisy;
import io.gossamer.generate.flow.Prediction;
import io.gossamer.generate.flow.VelocityField;
import io.gossamer.model.data.Batch;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.network.Architecture;
import io.gossamer.model.network.Loss;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Trains networks on noisy examples. All start from the same weights, which the seed decides; what they see afterwards is a
 * function of the seed and the node. Results are the averaged parameters, the caller's to close. With a keeper, a training
 * goes on where it was when its process was killed, and ends with the same bits.
 */
final class FlowTraining {
    private FlowTraining() {}

    /**
     * An expert, or a monolith: the flow-matching loss on the examples given and on no others.
     *
     * @param examples all that this network ever sees
     * @param node whose draws they are: the expert's number
     * @throws io.gossamer.core.failure.DivergedException if the loss becomes infinite or no number
     */
    static FlatTensors expert(
            Architecture architecture,
            Examples examples,
            Regimen regimen,
            long seed,
            int node,
            Optional<Keeper> keeper) {
        return learn(
                architecture,
                Loss.SQUARED_ERROR,
                regimen,
                seed,
                keeper,
                step -> regimen.matching()
                        .draw(examples, regimen.batch(), seed, node, step)
                        .batch());
    }

    /**
     * A router: the cross-entropy of which cluster a NOISY example comes from. Clusters weigh as much as they have
     * examples, as the posterior asks.
     *
     * @param architecture one output for each cluster
     * @param assignment the cluster of each example
     * @param node whose draws they are; other than every expert's
     */
    static FlatTensors router(
            Architecture architecture,
            Examples examples,
            int[] assignment,
            Regimen regimen,
            long seed,
            int node,
            Optional<Keeper> keeper) {
        return learn(architecture, Loss.CROSS_ENTROPY, regimen, seed, keeper, step -> {
            Noisy noisy = regimen.matching().draw(examples, regimen.batch(), seed, node, step);
            long[] clusters =
                    IntStream.of(noisy.indices()).mapToLong(i -> assignment[i]).toArray();
            return new Batch(noisy.input(), Tensor.create(clusters));
        });
    }

    /**
     * One dense student of all experts: ||student - v_k(x_t)||^2, with k the known cluster of each example.
     *
     * @param experts by cluster
     * @param node whose draws they are
     */
    static FlatTensors student(
            Architecture architecture,
            Examples examples,
            Teachers experts,
            Regimen regimen,
            long seed,
            int node,
            Optional<Keeper> keeper) {
        if (regimen.matching().target() != Prediction.VELOCITY) {
            throw new IllegalArgumentException(
                    "a student is told velocities, not " + regimen.matching().target());
        }
        return learn(architecture, Loss.SQUARED_ERROR, regimen, seed, keeper, step -> {
            Noisy noisy = regimen.matching().draw(examples, regimen.batch(), seed, node, step);
            return new Batch(noisy.input(), experts.velocities(noisy));
        });
    }

    /**
     * Who teaches.
     *
     * @param experts velocities that take a time for each example, see {@link Teacher}
     * @param assignment the cluster of each example
     */
    record Teachers(List<Teacher> experts, int[] assignment) {
        Tensor velocities(Noisy noisy) {
            Tensor wanted = torch.zeros_like(noisy.target());
            for (int k = 0; k < experts.size(); k++) {
                int expert = k;
                long[] rows = IntStream.range(0, noisy.indices().length)
                        .filter(row -> assignment[noisy.indices()[row]] == expert)
                        .asLongStream()
                        .toArray();
                if (rows.length > 0) {
                    Tensor index = Tensor.create(rows);
                    wanted.index_copy_(
                            0, index, experts.get(k).velocity(noisy.input().index_select(0, index)));
                }
            }
            return wanted;
        }
    }

    /** An expert's network on inputs of many times at once; a {@link VelocityField} takes one time. */
    interface Teacher {
        /** The velocities for inputs [examples, dimension + 2]. */
        Tensor velocity(Tensor input);
    }

    private static FlatTensors learn(
            Architecture architecture,
            Loss loss,
            Regimen regimen,
            long seed,
            Optional<Keeper> keeper,
            LongFunction<Batch> batches) {
        try (Learning learning = new Learning(architecture, loss, regimen, seed)) {
            keeper.ifPresent(kept -> kept.restore(learning));
            while (!learning.isDone()) {
                learning.step(batches);
                if (learning.isKept()) {
                    keeper.ifPresent(kept -> kept.keep(learning));
                }
            }
            return learning.result();
        }
    }
}

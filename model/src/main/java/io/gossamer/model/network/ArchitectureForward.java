package io.gossamer.model.network;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.model.flat.FlatTensors;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Runs an architecture over its tensors. Dropout draws from a generator of its own, seeded for each pass.
 *
 * @param parameters leaves that require gradients
 * @param constants the same parameters as tensors that require none; linear layers use these, see {@link LinearUse}
 */
record ArchitectureForward(
        Architecture architecture,
        Map<String, Tensor> parameters,
        Map<String, Tensor> constants,
        Map<String, Tensor> buffers)
        implements FlatNetwork.Forward {
    @Override
    public FlatNetwork.Trace train(Tensor input, long seed, int node, long step) {
        Pass pass = Pass.training(
                parameters, constants, buffers, () -> torch.make_generator_cpu(dropoutSeed(seed, node, step)));
        return new FlatNetwork.Trace(architecture.forward(pass, input), pass.linearUses());
    }

    @Override
    public Tensor evaluate(Tensor input) {
        return architecture.forward(Pass.evaluation(parameters, buffers), input);
    }

    @Override
    public boolean estimateStatistics(Tensor input, double weight) {
        architecture.forward(Pass.estimation(parameters, buffers, weight), input);
        return true;
    }

    @Override
    public boolean initialise(FlatTensors flat, long seed, int node) {
        Networks.initialise(flat, architecture.parameters(), seed, node, 0);
        return true;
    }

    static long dropoutSeed(long seed, int node, long step) {
        return RandomStream.of(seed, Purpose.DROPOUT, node, step, 0).nextLong();
    }
}

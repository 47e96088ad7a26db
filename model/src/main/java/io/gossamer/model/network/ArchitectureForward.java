package io.gossamer.model.network;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Runs an architecture over its tensors. Dropout draws from a generator of its own, seeded for each pass. */
record ArchitectureForward(Architecture architecture, Map<String, Tensor> parameters, Map<String, Tensor> buffers)
        implements FlatNetwork.Forward {
    @Override
    public Tensor train(Tensor input, long seed, int node, long step) {
        return architecture.forward(
                new Pass(parameters, buffers, true, () -> torch.make_generator_cpu(dropoutSeed(seed, node, step))),
                input);
    }

    @Override
    public Tensor evaluate(Tensor input) {
        return architecture.forward(
                new Pass(parameters, buffers, false, () -> {
                    throw new IllegalStateException("nothing is random in evaluation");
                }),
                input);
    }

    static long dropoutSeed(long seed, int node, long step) {
        return RandomStream.of(seed, Purpose.DROPOUT, node, step, 0).nextLong();
    }
}

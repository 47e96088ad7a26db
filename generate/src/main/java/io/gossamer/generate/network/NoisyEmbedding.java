package io.gossamer.generate.network;

import io.gossamer.model.network.Initialiser;
import io.gossamer.model.network.Pass;
import io.gossamer.model.network.TensorSpec;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Takes an input [batch, dimension + 2] apart: x_t, and an embedding of time and condition. Time becomes sines and cosines
 * of geometric frequencies, a condition a learnt vector; one more vector stands for "no condition".
 *
 * @param dimension of x_t
 * @param classes number of conditions, 0 for none
 */
record NoisyEmbedding(int dimension, int classes) {
    private static final int FREQUENCIES = 16;
    private static final double SLOWEST = 0.25;
    private static final double FASTEST = 32;
    private static final int CONDITION_WIDTH = 32;

    /** Elements of the embedding. */
    int width() {
        return 2 * FREQUENCIES + (classes > 0 ? CONDITION_WIDTH : 0);
    }

    List<TensorSpec> parameters() {
        return classes > 0
                ? List.of(new TensorSpec("condition", new Initialiser.Normal(1), classes + 1, CONDITION_WIDTH))
                : List.of();
    }

    /** x_t, [batch, dimension]. */
    Tensor state(Tensor input) {
        return input.narrow(1, 0, dimension);
    }

    /** [batch, width]. */
    Tensor embedding(Pass pass, Tensor input) {
        Tensor angles = input.narrow(1, dimension, 1).mul(frequencies()); // [batch, frequencies]
        TensorVector parts = new TensorVector(angles.sin(), angles.cos());
        if (classes > 0) {
            Tensor condition = input.select(1, dimension + 1).to(ScalarType.Long);
            parts.push_back(torch.embedding(pass.parameter("condition"), condition));
        }
        return torch.cat(parts, 1);
    }

    private static Tensor frequencies() {
        return torch.logspace(
                        new Scalar(Math.log(SLOWEST)),
                        new Scalar(Math.log(FASTEST)),
                        FREQUENCIES,
                        Math.E,
                        new TensorOptions(ScalarType.Float))
                .mul_(new Scalar(2 * Math.PI));
    }
}

package io.gossamer.generate.network;

import io.gossamer.model.network.Architecture;
import io.gossamer.model.network.Pass;
import io.gossamer.model.network.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Hidden layers of equal width with SiLU between them, on a noisy vector and the embedding of its time and condition.
 *
 * @param dimension of the noisy vector
 * @param classes number of conditions, 0 for none
 * @param layers number of hidden layers
 * @param width of each
 * @param outputs the dimension for a velocity, the number of clusters for a router
 */
public record NoisyMlp(int dimension, int classes, int layers, int width, int outputs) implements Architecture {
    @Override
    public String name() {
        return "noisy-mlp";
    }

    private NoisyEmbedding embedding() {
        return new NoisyEmbedding(dimension, classes);
    }

    @Override
    public List<TensorSpec> parameters() {
        List<TensorSpec> tensors = new ArrayList<>(embedding().parameters());
        int inputs = dimension + embedding().width();
        for (int layer = 1; layer <= layers; layer++) {
            tensors.addAll(TensorSpec.linear("fc" + layer, inputs, width));
            inputs = width;
        }
        tensors.addAll(TensorSpec.linear("out", inputs, outputs));
        return tensors;
    }

    @Override
    public Tensor forward(Pass pass, Tensor input) {
        NoisyEmbedding embedding = embedding();
        Tensor x = torch.cat(new TensorVector(embedding.state(input), embedding.embedding(pass, input)), 1);
        for (int layer = 1; layer <= layers; layer++) {
            x = torch.silu(pass.linear(x, "fc" + layer)); // [batch, width]
        }
        return pass.linear(x, "out"); // [batch, outputs]
    }
}

package io.gossamer.generate.network;

import io.gossamer.model.network.Architecture;
import io.gossamer.model.network.Pass;
import io.gossamer.model.network.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Residual blocks whose normalisation is scaled and shifted by time and condition: the feed-forward half of a DiT block
 * (Peebles and Xie, "Scalable diffusion models with transformers", ICCV 2023, adaptive layer norm) on the whole image as
 * one token.
 *
 * @param dimension of the noisy vector
 * @param classes number of conditions, 0 for none
 * @param blocks number of residual blocks
 * @param width of the residual stream and of each block's hidden layer
 * @param outputs the dimension for a velocity, the number of clusters for a router
 */
public record ModulatedMlp(int dimension, int classes, int blocks, int width, int outputs) implements Architecture {
    @Override
    public String name() {
        return "modulated-mlp";
    }

    private NoisyEmbedding embedding() {
        return new NoisyEmbedding(dimension, classes);
    }

    @Override
    public List<TensorSpec> parameters() {
        NoisyEmbedding embedding = embedding();
        List<TensorSpec> tensors = new ArrayList<>(embedding.parameters());
        tensors.addAll(TensorSpec.linear("in", dimension, width));
        for (int block = 1; block <= blocks; block++) {
            tensors.addAll(TensorSpec.normalisation("norm" + block, width));
            tensors.addAll(TensorSpec.linear("modulation" + block, embedding.width(), 2L * width));
            tensors.addAll(TensorSpec.linear("up" + block, width, width));
            tensors.addAll(TensorSpec.linear("down" + block, width, width));
        }
        tensors.addAll(TensorSpec.normalisation("norm", width));
        tensors.addAll(TensorSpec.linear("out", width, outputs));
        return tensors;
    }

    @Override
    public Tensor forward(Pass pass, Tensor input) {
        NoisyEmbedding embedding = embedding();
        Tensor told = embedding.embedding(pass, input);
        Tensor x = pass.linear(embedding.state(input), "in"); // [batch, width]
        for (int block = 1; block <= blocks; block++) {
            Tensor modulation = pass.linear(told, "modulation" + block); // [batch, 2 width]
            Tensor scale = modulation.narrow(1, 0, width).add(new Scalar(1.0));
            Tensor shift = modulation.narrow(1, width, width);
            Tensor normalised = pass.layerNorm(x, "norm" + block).mul(scale).add(shift);
            x = x.add(pass.linear(torch.silu(pass.linear(normalised, "up" + block)), "down" + block));
        }
        return pass.linear(pass.layerNorm(x, "norm"), "out"); // [batch, outputs]
    }
}

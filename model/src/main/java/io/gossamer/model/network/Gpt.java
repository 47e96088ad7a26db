package io.gossamer.model.network;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A decoder-only transformer: Radford et al., "Language Models are Unsupervised Multitask Learners" (2019), section 2.3.
 * Normalisation before each sub-layer, learned positions, causal attention, GELU.
 *
 * @param layers number of blocks
 * @param width size of a token's vector
 * @param heads of attention; divides {@code width}
 * @param tied whether the output layer is the token embedding, as in the paper, or a matrix of its own
 * @param dropout rate after the embedding and each sub-layer
 */
public record Gpt(
        String name, ProblemShape.Tokens shape, int layers, int width, int heads, boolean tied, double dropout)
        implements Embedded {
    private static final float STANDARD_DEVIATION = 0.02f;

    public Gpt {
        if (width % heads != 0) {
            throw new IllegalArgumentException(heads + " heads do not divide a width of " + width);
        }
    }

    /** 2 layers of width 96 with 4 heads, without dropout: 0.24 M parameters for a character vocabulary. */
    static Gpt small(String name, ProblemShape.Tokens shape, boolean tied) {
        return new Gpt(name, shape, 2, 96, 4, tied, 0);
    }

    @Override
    public List<TensorSpec> parameters() {
        List<TensorSpec> tensors = new ArrayList<>();
        tensors.add(new TensorSpec("tokens", new Initialiser.Normal(STANDARD_DEVIATION), shape.vocabulary(), width));
        tensors.add(new TensorSpec("positions", new Initialiser.Normal(STANDARD_DEVIATION), shape.context(), width));
        // Each block adds two terms to the residual stream; the paper scales them so that their sum keeps its size.
        float residual = (float) (STANDARD_DEVIATION / Math.sqrt(2.0 * layers));
        for (int i = 0; i < layers; i++) {
            String block = block(i);
            tensors.addAll(TensorSpec.normalisation(block + ".norm1", width));
            addLinear(tensors, block + ".attention", STANDARD_DEVIATION, width, 3L * width);
            addLinear(tensors, block + ".projection", residual, width, width);
            tensors.addAll(TensorSpec.normalisation(block + ".norm2", width));
            addLinear(tensors, block + ".expand", STANDARD_DEVIATION, width, 4L * width);
            addLinear(tensors, block + ".contract", residual, 4L * width, width);
        }
        tensors.addAll(TensorSpec.normalisation("norm", width));
        if (!tied) {
            tensors.add(new TensorSpec("head", new Initialiser.Normal(STANDARD_DEVIATION), shape.vocabulary(), width));
        }
        return tensors;
    }

    @Override
    public long[] embeddedShape() {
        return new long[] {shape.context(), width};
    }

    @Override
    public Tensor embed(Pass pass, Tensor input) {
        long time = input.size(1);
        Tensor positions = torch.arange(new Scalar(time), new TensorOptions(ScalarType.Long)); // [time]
        return torch.embedding(pass.parameter("tokens"), input) // [batch, time, width]
                .add(torch.embedding(pass.parameter("positions"), positions));
    }

    @Override
    public Tensor body(Pass pass, Tensor embedded) {
        Tensor x = pass.dropout(embedded, dropout);
        for (int i = 0; i < layers; i++) {
            String block = block(i);
            x = x.add(pass.dropout(attention(pass, pass.layerNorm(x, block + ".norm1"), block), dropout));
            x = x.add(pass.dropout(feedForward(pass, pass.layerNorm(x, block + ".norm2"), block), dropout));
        }
        x = pass.layerNorm(x, "norm");
        return torch.linear(x, pass.parameter(tied ? "tokens" : "head")); // [batch, time, vocabulary]
    }

    /** softmax(Q Kᵀ / sqrt(width / heads) + causal mask) V for each head, projected. */
    private Tensor attention(Pass pass, Tensor x, String block) {
        TensorVector qkv = torch.split(pass.linear(x, block + ".attention"), width, 2); // 3 x [batch, time, width]
        Tensor mixed = torch.scaled_dot_product_attention(
                byHead(qkv.get(0)),
                byHead(qkv.get(1)),
                byHead(qkv.get(2)),
                new TensorOptional(),
                0,
                true,
                new DoubleOptional(),
                false); // [batch, heads, time, width / heads]
        return pass.linear(mixed.transpose(1, 2).flatten(2, -1), block + ".projection"); // [batch, time, width]
    }

    /** [batch, time, width] to [batch, heads, time, width / heads]. */
    private Tensor byHead(Tensor x) {
        return x.view(x.size(0), x.size(1), heads, width / heads).transpose(1, 2);
    }

    private static Tensor feedForward(Pass pass, Tensor x, String block) {
        Tensor hidden = torch.gelu(pass.linear(x, block + ".expand")); // [batch, time, 4 width]
        return pass.linear(hidden, block + ".contract"); // [batch, time, width]
    }

    private static void addLinear(
            List<TensorSpec> tensors, String name, float standardDeviation, long inputs, long outputs) {
        tensors.add(new TensorSpec(name + ".weight", new Initialiser.Normal(standardDeviation), outputs, inputs));
        tensors.add(new TensorSpec(name + ".bias", new Initialiser.Constant(0), outputs));
    }

    private static String block(int index) {
        return "block" + index;
    }
}

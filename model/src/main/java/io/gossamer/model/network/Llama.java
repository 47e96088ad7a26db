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
 * The decoder of Touvron et al., "LLaMA: Open and Efficient Foundation Language Models" (2023), section 2.2: RMS
 * normalisation before each sub-layer, rotary positions, SwiGLU, no biases; with the grouped key and value heads of Llama 2.
 *
 * @param hidden width of the feed-forward layers
 * @param heads of attention, of an even size; they divide {@code width}
 * @param keyValueHeads heads of keys and values, each serving equally many heads of attention
 * @param tied whether the output layer is the token embedding or a matrix of its own, {@code head}
 */
public record Llama(
        String name,
        ProblemShape.Tokens shape,
        int layers,
        int width,
        int hidden,
        int heads,
        int keyValueHeads,
        boolean tied)
        implements Embedded {
    private static final float STANDARD_DEVIATION = 0.02f;
    private static final double ROTARY_BASE = 10_000;

    public Llama {
        if (width % heads != 0 || width / heads % 2 != 0 || heads % keyValueHeads != 0) {
            throw new IllegalArgumentException(
                    "width " + width + " in " + heads + " heads that share " + keyValueHeads);
        }
    }

    @Override
    public List<TensorSpec> parameters() {
        long keyValueWidth = (long) keyValueHeads * headWidth();
        List<TensorSpec> tensors = new ArrayList<>();
        tensors.add(normal("tokens", shape.vocabulary(), width));
        for (int i = 0; i < layers; i++) {
            String block = block(i);
            tensors.add(ones(block + ".norm1"));
            tensors.add(normal(block + ".query.weight", width, width));
            tensors.add(normal(block + ".key.weight", keyValueWidth, width));
            tensors.add(normal(block + ".value.weight", keyValueWidth, width));
            tensors.add(normal(block + ".projection.weight", width, width));
            tensors.add(ones(block + ".norm2"));
            tensors.add(normal(block + ".gate.weight", hidden, width));
            tensors.add(normal(block + ".expand.weight", hidden, width));
            tensors.add(normal(block + ".contract.weight", width, hidden));
        }
        tensors.add(ones("norm"));
        if (!tied) {
            tensors.add(normal("head", shape.vocabulary(), width));
        }
        return tensors;
    }

    @Override
    public long[] embeddedShape() {
        return new long[] {shape.context(), width};
    }

    @Override
    public Tensor embed(Pass pass, Tensor input) {
        return torch.embedding(pass.parameter("tokens"), input); // [batch, time, width]
    }

    @Override
    public Tensor body(Pass pass, Tensor embedded) {
        Rotation rotation = Rotation.of(embedded.size(1), headWidth());
        Tensor x = embedded;
        for (int i = 0; i < layers; i++) {
            String block = block(i);
            x = x.add(attention(pass, pass.rmsNorm(x, block + ".norm1"), block, rotation));
            x = x.add(feedForward(pass, pass.rmsNorm(x, block + ".norm2"), block));
        }
        x = pass.rmsNorm(x, "norm");
        return torch.linear(x, pass.parameter(tied ? "tokens" : "head")); // [batch, time, vocabulary]
    }

    /** softmax((R Q) (R K)ᵀ / sqrt(head width) + causal mask) V for each head, R turning by position; projected. */
    private Tensor attention(Pass pass, Tensor x, String block, Rotation rotation) {
        Tensor mixed = torch.scaled_dot_product_attention(
                rotation.turn(byHead(pass.unbiasedLinear(x, block + ".query"), heads)),
                rotation.turn(byHead(pass.unbiasedLinear(x, block + ".key"), keyValueHeads)),
                byHead(pass.unbiasedLinear(x, block + ".value"), keyValueHeads),
                new TensorOptional(),
                0,
                true,
                new DoubleOptional(),
                keyValueHeads != heads); // [batch, heads, time, head width]
        return pass.unbiasedLinear(mixed.transpose(1, 2).flatten(2, -1), block + ".projection"); // [batch, time, width]
    }

    /** [batch, time, count * head width] to [batch, count, time, head width]. */
    private Tensor byHead(Tensor x, int count) {
        return x.view(x.size(0), x.size(1), count, headWidth()).transpose(1, 2);
    }

    /** W₂ (silu(W₁ x) ⊙ W₃ x) with W₁ the gate and W₃ the expansion. */
    private static Tensor feedForward(Pass pass, Tensor x, String block) {
        Tensor gate = torch.silu(pass.unbiasedLinear(x, block + ".gate")); // [batch, time, hidden]
        Tensor gated = gate.mul(pass.unbiasedLinear(x, block + ".expand"));
        return pass.unbiasedLinear(gated, block + ".contract"); // [batch, time, width]
    }

    /**
     * Rotary positions: Su et al., "RoFormer" (2021), eq. 34. Each adjacent pair of a head's features is a point of the
     * plane, which position p turns by p / base^(2 i / head width) for the i-th pair.
     *
     * @param cosine [time, head width / 2], as is {@code sine}
     */
    private record Rotation(Tensor cosine, Tensor sine) {
        static Rotation of(long time, long headWidth) {
            Tensor pairs = torch.arange(new Scalar(headWidth / 2), new TensorOptions(ScalarType.Double));
            Tensor frequencies = torch.pow(new Scalar(ROTARY_BASE), pairs.mul(new Scalar(-2.0 / headWidth)));
            Tensor positions = torch.arange(new Scalar(time), new TensorOptions(ScalarType.Double));
            Tensor angles = torch.outer(positions, frequencies);
            return new Rotation(angles.cos().to(ScalarType.Float), angles.sin().to(ScalarType.Float));
        }

        /** [batch, heads, time, head width], turned. */
        Tensor turn(Tensor x) {
            Tensor points = x.unflatten(-1, x.size(-1) / 2, 2);
            Tensor even = points.select(-1, 0); // [batch, heads, time, head width / 2]
            Tensor odd = points.select(-1, 1);
            TensorVector turned = new TensorVector(
                    even.mul(cosine).sub(odd.mul(sine)), even.mul(sine).add(odd.mul(cosine)));
            return torch.stack(turned, -1).flatten(-2, -1);
        }
    }

    private int headWidth() {
        return width / heads;
    }

    private static TensorSpec normal(String name, long outputs, long inputs) {
        return new TensorSpec(name, new Initialiser.Normal(STANDARD_DEVIATION), outputs, inputs);
    }

    private TensorSpec ones(String name) {
        return new TensorSpec(name, new Initialiser.Constant(1), width);
    }

    private static String block(int index) {
        return "block" + index;
    }
}

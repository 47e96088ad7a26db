package io.gossamer.model.network;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The residual network for small images of He et al., "Deep Residual Learning for Image Recognition" (2016), section 4.2,
 * with parameter-free shortcuts (option A). 269,722 parameters at depth 20 for 3 channels and 10 classes.
 *
 * @param depth 6n + 2: three stages of n blocks of two convolutions, a first convolution and a last linear layer
 */
public record ResNet(int depth, ProblemShape.Images shape) implements Architecture {
    private static final int[] WIDTHS = {16, 32, 64};

    public ResNet {
        if (depth < 8 || depth % 6 != 2) {
            throw new IllegalArgumentException("depth " + depth + " is not 6n + 2");
        }
    }

    @Override
    public String name() {
        return "resnet" + depth;
    }

    @Override
    public List<TensorSpec> parameters() {
        List<TensorSpec> tensors = new ArrayList<>();
        addConvolution(tensors, "conv1", "bn1", shape.channels(), WIDTHS[0]);
        int inputs = WIDTHS[0];
        for (int stage = 1; stage <= WIDTHS.length; stage++) {
            int width = WIDTHS[stage - 1];
            for (int i = 0; i < blocks(); i++) {
                String block = block(stage, i);
                addConvolution(tensors, block + ".conv1", block + ".bn1", inputs, width);
                addConvolution(tensors, block + ".conv2", block + ".bn2", width, width);
                inputs = width;
            }
        }
        tensors.add(new TensorSpec("linear.weight", Initialiser.he(inputs), shape.classes(), inputs));
        tensors.add(new TensorSpec("linear.bias", Initialiser.fanIn(inputs), shape.classes()));
        return tensors;
    }

    @Override
    public List<TensorSpec> buffers() {
        List<TensorSpec> tensors = new ArrayList<>();
        addStatistics(tensors, "bn1", WIDTHS[0]);
        for (int stage = 1; stage <= WIDTHS.length; stage++) {
            for (int i = 0; i < blocks(); i++) {
                addStatistics(tensors, block(stage, i) + ".bn1", WIDTHS[stage - 1]);
                addStatistics(tensors, block(stage, i) + ".bn2", WIDTHS[stage - 1]);
            }
        }
        return tensors;
    }

    @Override
    public Tensor forward(Pass pass, Tensor input) {
        Tensor x = pass.batchNorm(pass.unbiasedConvolution(input, "conv1", 1, 1), "bn1")
                .relu(); // [batch, 16, h, w]
        for (int stage = 1; stage <= WIDTHS.length; stage++) {
            for (int i = 0; i < blocks(); i++) {
                long stride = stage > 1 && i == 0 ? 2 : 1;
                x = residual(pass, x, block(stage, i), stride); // [batch, 16 * 2^(stage-1), h / 2^(stage-1), ...]
            }
        }
        x = torch.adaptive_avg_pool2d(x, 1, 1).flatten(1, -1); // [batch, 64]
        return pass.linear(x, "linear"); // [batch, classes]
    }

    private static Tensor residual(Pass pass, Tensor x, String block, long stride) {
        Tensor y = pass.batchNorm(pass.unbiasedConvolution(x, block + ".conv1", 1, stride), block + ".bn1")
                .relu();
        y = pass.batchNorm(pass.unbiasedConvolution(y, block + ".conv2", 1, 1), block + ".bn2");
        return y.add(stride == 1 ? x : halved(x)).relu();
    }

    /** Every second pixel, and twice the channels: zeros before and after the old ones. */
    private static Tensor halved(Tensor x) {
        long channels = x.size(1);
        Tensor pixels = everySecond(everySecond(x, 2), 3);
        return torch.constant_pad_nd(pixels, 0, 0, 0, 0, channels / 2, channels / 2);
    }

    private static Tensor everySecond(Tensor x, long dimension) {
        return x.slice(dimension, new LongOptional(), new LongOptional(), 2);
    }

    private int blocks() {
        return (depth - 2) / 6;
    }

    private static String block(int stage, int index) {
        return "layer" + stage + "." + index;
    }

    private static void addConvolution(List<TensorSpec> tensors, String name, String norm, int inputs, int outputs) {
        tensors.add(new TensorSpec(name + ".weight", Initialiser.he(inputs * 9L), outputs, inputs, 3, 3));
        tensors.addAll(TensorSpec.normalisation(norm, outputs));
    }

    private static void addStatistics(List<TensorSpec> tensors, String norm, int channels) {
        tensors.add(new TensorSpec(norm + ".running_mean", new Initialiser.Constant(0), channels));
        tensors.add(new TensorSpec(norm + ".running_var", new Initialiser.Constant(1), channels));
    }
}

package io.gossamer.model.network;

import io.gossamer.core.failure.GossamerException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * LeNet-5 as it is used today: LeCun et al., "Gradient-Based Learning Applied to Document Recognition" (1998), section
 * II.B, with ReLU for tanh, max-pooling for trained sub-sampling and every feature map connected. 61,706 parameters for
 * 28x28 grey images and 10 classes.
 */
public record LeNet5(ProblemShape.Images shape) implements Architecture {
    /** @throws GossamerException if nothing is left of the image before the first linear layer */
    public LeNet5 {
        if (pooled(shape.height()) < 1 || pooled(shape.width()) < 1) {
            throw new GossamerException(
                    "Images of " + shape.height() + "x" + shape.width() + " are too small for LeNet-5.",
                    "Take images of at least 12x12, or another model.");
        }
    }

    @Override
    public String name() {
        return "lenet";
    }

    @Override
    public List<TensorSpec> parameters() {
        long features = 16L * pooled(shape.height()) * pooled(shape.width());
        List<TensorSpec> tensors = new ArrayList<>();
        tensors.addAll(TensorSpec.convolution("conv1", shape.channels(), 6, 5));
        tensors.addAll(TensorSpec.convolution("conv2", 6, 16, 5));
        tensors.addAll(TensorSpec.linear("fc1", features, 120));
        tensors.addAll(TensorSpec.linear("fc2", 120, 84));
        tensors.addAll(TensorSpec.linear("fc3", 84, shape.classes()));
        return tensors;
    }

    @Override
    public Tensor forward(Pass pass, Tensor input) {
        Tensor x = torch.max_pool2d(pass.convolution(input, "conv1", 2).relu(), 2, 2); // [batch, 6, 14, 14]
        x = torch.max_pool2d(pass.convolution(x, "conv2", 0).relu(), 2, 2); // [batch, 16, 5, 5]
        x = pass.linear(x.flatten(1, -1), "fc1").relu(); // [batch, 120]
        x = pass.linear(x, "fc2").relu(); // [batch, 84]
        return pass.linear(x, "fc3"); // [batch, classes]
    }

    // The first convolution is padded to keep the size, the second takes 4 off, and each is followed by halving.
    private static long pooled(long size) {
        return (size / 2 - 4) / 2;
    }
}

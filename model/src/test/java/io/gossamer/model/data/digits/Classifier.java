package io.gossamer.model.data.digits;

import io.gossamer.model.data.Batch;
import io.gossamer.model.data.BatchOrder;
import io.gossamer.model.data.Dataset;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Two yardsticks for the difficulty of images, in bare libtorch operations: a linear classifier and LeNet-5, trained
 * with Adam at a learning rate that falls linearly to zero.
 */
final class Classifier implements AutoCloseable {
    enum Kind {
        LINEAR,
        LENET
    }

    private static final int BATCH = 64;

    private final Kind kind;
    private final PointerScope owner = new PointerScope();
    private final TensorVector weights = new TensorVector();

    Classifier(Kind kind, int side, int classes) {
        this.kind = kind;
        torch.manual_seed(1);
        if (kind == Kind.LINEAR) {
            add(side * side, classes, side * side);
        } else {
            int pooled = (side / 2 - 4) / 2;
            add(25, 6, 1, 5, 5);
            add(150, 16, 6, 5, 5);
            add(16 * pooled * pooled, 120, 16 * pooled * pooled);
            add(120, 84, 120);
            add(84, classes, 84);
        }
    }

    private void add(int fanIn, long... shape) {
        double bound = 1 / Math.sqrt(fanIn);
        weights.push_back(torch.empty(shape).uniform_(-bound, bound, null).requires_grad_(true));
        weights.push_back(torch.zeros(shape[0]).requires_grad_(true));
    }

    void train(Dataset data, int steps, double learningRate) {
        BatchOrder order = new BatchOrder(1, 0, IntStream.range(0, data.size()).toArray(), BATCH);
        try (PointerScope training = new PointerScope()) {
            Adam adam = new Adam(weights, new AdamOptions(learningRate));
            for (int step = 0; step < steps; step++) {
                try (PointerScope scope = new PointerScope()) {
                    adam.param_groups().get(0).options().set_lr(learningRate * (steps - step) / steps);
                    Batch batch = data.batch(order.batch(step));
                    adam.zero_grad();
                    torch.cross_entropy_loss(scores(batch.input()), batch.target())
                            .backward();
                    adam.step();
                }
            }
        }
    }

    double accuracy(Dataset data) {
        long correct = 0;
        for (int from = 0; from < data.size(); from += 500) {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                Batch batch = data.batch(
                        IntStream.range(from, Math.min(data.size(), from + 500)).toArray());
                Tensor best = scores(batch.input()).argmax(new LongOptional(1), false);
                correct += best.eq(batch.target()).sum().item_long();
            }
        }
        return (double) correct / data.size();
    }

    private Tensor scores(Tensor input) {
        if (kind == Kind.LINEAR) {
            return linear(input.flatten(1, -1), 0);
        }
        Tensor x = torch.max_pool2d(torch.relu(convolution(input, 0, 2)), 2);
        x = torch.max_pool2d(torch.relu(convolution(x, 2, 0)), 2).flatten(1, -1);
        x = torch.relu(linear(x, 4));
        x = torch.relu(linear(x, 6));
        return linear(x, 8);
    }

    private Tensor convolution(Tensor x, int at, long padding) {
        return torch.conv2d(
                x,
                weights.get(at),
                new TensorOptional(weights.get(at + 1)),
                new long[] {1, 1},
                new long[] {padding, padding},
                new long[] {1, 1},
                1);
    }

    private Tensor linear(Tensor x, int at) {
        return torch.linear(x, weights.get(at), new TensorOptional(weights.get(at + 1)));
    }

    @Override
    public void close() {
        owner.close();
    }
}

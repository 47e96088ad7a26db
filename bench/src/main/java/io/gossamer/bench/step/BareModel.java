package io.gossamer.bench.step;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** The two architectures, written directly on libtorch with ordinary tensors: weight and bias of each layer in turn. */
enum BareModel {
    MLP("mlp", "MLP 784-512-512-10") {
        @Override
        List<long[]> shapes() {
            return withBiases(new long[] {512, 784}, new long[] {512, 512}, new long[] {10, 512});
        }

        @Override
        Tensor forward(Tensor input, List<Tensor> p) {
            Tensor x = linear(input.flatten(1, -1), p, 0).relu();
            x = linear(x, p, 1).relu();
            return linear(x, p, 2);
        }
    },

    LENET("lenet", "LeNet-5") {
        @Override
        List<long[]> shapes() {
            return withBiases(
                    new long[] {6, 1, 5, 5},
                    new long[] {16, 6, 5, 5},
                    new long[] {120, 400},
                    new long[] {84, 120},
                    new long[] {10, 84});
        }

        @Override
        Tensor forward(Tensor input, List<Tensor> p) {
            Tensor x = torch.max_pool2d(convolution(input, p, 0, 2).relu(), 2, 2);
            x = torch.max_pool2d(convolution(x, p, 1, 0).relu(), 2, 2);
            x = linear(x.flatten(1, -1), p, 2).relu();
            x = linear(x, p, 3).relu();
            return linear(x, p, 4);
        }
    };

    private final String model;
    private final String title;

    BareModel(String model, String title) {
        this.model = model;
        this.title = title;
    }

    /** Gossamer's name of the same architecture. */
    String model() {
        return model;
    }

    String title() {
        return title;
    }

    /** Of all parameters, each weight followed by its bias. */
    abstract List<long[]> shapes();

    /** Scores of the classes, [batch, 10], for images, [batch, 1, 28, 28]. */
    abstract Tensor forward(Tensor input, List<Tensor> parameters);

    private static List<long[]> withBiases(long[]... weights) {
        return Stream.of(weights)
                .mapMulti((long[] weight, Consumer<long[]> shapes) -> {
                    shapes.accept(weight);
                    shapes.accept(new long[] {weight[0]});
                })
                .toList();
    }

    private static Tensor linear(Tensor x, List<Tensor> p, int layer) {
        return torch.linear(x, p.get(2 * layer), new TensorOptional(p.get(2 * layer + 1)));
    }

    private static Tensor convolution(Tensor x, List<Tensor> p, int layer, long padding) {
        return torch.conv2d(
                x,
                p.get(2 * layer),
                new TensorOptional(p.get(2 * layer + 1)),
                new long[] {1, 1},
                new long[] {padding, padding},
                new long[] {1, 1},
                1);
    }
}

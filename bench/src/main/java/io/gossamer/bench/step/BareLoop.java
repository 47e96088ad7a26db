package io.gossamer.bench.step;

import io.gossamer.model.data.Batch;
import io.gossamer.model.data.Dataset;
import io.gossamer.model.tensor.NativeOwner;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Training as one writes it directly on libtorch: ordinary parameters, autograd's own gradients, libtorch's optimiser, the
 * whole data set one float tensor of which a batch is taken by {@code index_select} in a random order.
 */
final class BareLoop implements AutoCloseable {
    private static final double LEARNING_RATE = 0.05;
    private static final double MOMENTUM = 0.9;
    private static final double INITIAL_SCALE = 0.05;
    private static final long MEAN = 1;
    private static final long IGNORE_NONE = -100;

    private final NativeOwner owner = new NativeOwner();
    private final BareModel model;
    private final int batch;
    private final List<Tensor> parameters = new ArrayList<>();
    private final SGD optimizer;
    private final Tensor images;
    private final Tensor labels;
    private final Tensor order;
    private long position;

    BareLoop(BareModel model, Dataset data, int batch) {
        this.model = model;
        this.batch = batch;
        try (PointerScope scope = new PointerScope()) {
            Batch all = data.batch(IntStream.range(0, data.size()).toArray());
            images = owner.keep(all.input());
            labels = owner.keep(all.target());
            order = owner.keep(torch.randperm(data.size()).to(torch.ScalarType.Long));
            TensorVector trained = new TensorVector();
            for (long[] shape : model.shapes()) {
                Tensor parameter = owner.keep(torch.randn(shape).mul_(new Scalar(INITIAL_SCALE)));
                parameter.set_requires_grad(true);
                parameters.add(parameter);
                trained.push_back(parameter);
            }
            SGDOptions options = new SGDOptions(LEARNING_RATE);
            options.momentum().put(MOMENTUM);
            optimizer = owner.keep(new SGD(trained, options));
        }
    }

    void step() {
        try (PointerScope scope = new PointerScope()) {
            Tensor chosen = next();
            optimizer.zero_grad();
            Tensor scores = model.forward(images.index_select(0, chosen), parameters);
            Tensor loss = torch.cross_entropy_loss(
                    scores, labels.index_select(0, chosen), new TensorOptional(), MEAN, IGNORE_NONE, 0);
            loss.backward();
            optimizer.step();
        }
    }

    private Tensor next() {
        if (position + batch > order.numel()) {
            position = 0;
        }
        Tensor chosen = order.narrow(0, position, batch);
        position += batch;
        return chosen;
    }

    @Override
    public void close() {
        owner.close();
    }
}

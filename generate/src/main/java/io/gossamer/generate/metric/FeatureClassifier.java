package io.gossamer.generate.metric;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.generate.data.ExampleArray;
import io.gossamer.model.data.Batch;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.network.Loss;
import io.gossamer.model.network.Mlp;
import io.gossamer.model.network.Network;
import io.gossamer.model.network.Networks;
import io.gossamer.train.flat.TensorSection;
import io.gossamer.train.optimizer.AdamW;
import io.gossamer.train.optimizer.Optimizer;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * A small classifier of clean images, whose last hidden layer gives the features of a Fréchet distance. It takes part in
 * nothing else.
 */
public final class FeatureClassifier implements AutoCloseable {
    private static final long WIDTH = 128;
    private static final long FEATURES = 48;
    private static final int BATCH = 128;
    private static final double LEARNING_RATE = 1e-3;

    private final Network network;

    private FeatureClassifier(Network network) {
        this.network = network;
    }

    /** Trains one. */
    public static FeatureClassifier train(ExampleArray examples, long steps, long seed) {
        Mlp architecture =
                new Mlp("features", List.of((long) examples.dimension(), WIDTH, FEATURES, (long) examples.classes()));
        Network network = Networks.of(architecture, Loss.CROSS_ENTROPY, seed);
        try (Optimizer optimizer = new AdamW.Spec(0.9, 0.999, 1e-8, 1e-2, true).create(network.parameters())) {
            for (long step = 0; step < steps; step++) {
                RandomStream random = RandomStream.of(seed, Purpose.BATCH_ORDER, -1, step, 1);
                try (PointerScope scope = new PointerScope()) {
                    network.forwardBackward(batch(examples, random), seed, 0, step);
                }
                optimizer.step(network.parameters(), network.gradients(), LEARNING_RATE);
            }
        }
        return new FeatureClassifier(network);
    }

    private static Batch batch(ExampleArray examples, RandomStream random) {
        int[] indices = new int[BATCH];
        for (int i = 0; i < BATCH; i++) {
            indices[i] = random.nextInt(examples.size());
        }
        return batch(examples, indices);
    }

    private static Batch batch(ExampleArray examples, int[] indices) {
        float[] values = new float[indices.length * examples.dimension()];
        long[] labels = new long[indices.length];
        var memory = MemorySegment.ofArray(values);
        for (int i = 0; i < indices.length; i++) {
            examples.read(indices[i], memory, (long) i * examples.dimension());
            labels[i] = examples.label(indices[i]);
        }
        return new Batch(Tensor.create(values, indices.length, examples.dimension()), Tensor.create(labels));
    }

    /** The share of examples that it classifies as they are labelled. */
    public double accuracy(ExampleArray examples) {
        try (PointerScope scope = new PointerScope()) {
            return network.evaluate(whole(examples)).accuracy();
        }
    }

    /** Mean and covariance of the features of examples. */
    public Moments moments(ExampleArray examples) {
        try (var section = TensorSection.enter()) {
            Tensor hidden = layer(whole(examples).input(), 0).relu();
            Tensor features = layer(hidden, 1).relu().contiguous();
            float[] flat = new float[(int) features.numel()];
            features.data_ptr_float().get(flat);
            return Moments.of(new ExampleArray((int) FEATURES, 0, flat, new int[examples.size()]).rows());
        }
    }

    private Tensor layer(Tensor x, int number) {
        FlatTensors parameters = network.parameters();
        return torch.linear(x, parameters.view(2 * number), new TensorOptional(parameters.view(2 * number + 1)));
    }

    private static Batch whole(ExampleArray examples) {
        return batch(examples, IntStream.range(0, examples.size()).toArray());
    }

    @Override
    public void close() {
        network.close();
    }
}

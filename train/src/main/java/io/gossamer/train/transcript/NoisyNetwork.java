package io.gossamer.train.transcript;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.data.Batch;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.network.Network;
import io.gossamer.model.network.Score;
import java.util.function.DoubleConsumer;

/**
 * A network whose gradients are noise, as large as real ones and for nothing: how long what is said of them is depends on
 * how many there are, and hardly on what they are.
 */
final class NoisyNetwork implements Network {
    /** So that no optimiser runs away within a run. */
    private static final float DEVIATION = 1e-3f;

    /** Forward takes a third of forward and backward. */
    private static final double FORWARD_ONLY = 1.0 / 3;

    /** Behind the tensors, of which no model has that many. */
    private static final int LOSS = (1 << 20) - 1;

    private final Network real;
    private final long seed;
    private final int node;
    private final DoubleConsumer passes;
    private long calls;

    /**
     * @param real has the parameters; its function is not asked
     * @param passes told of each pass
     */
    NoisyNetwork(Network real, long seed, int node, DoubleConsumer passes) {
        this.real = real;
        this.seed = seed;
        this.node = node;
        this.passes = passes;
    }

    @Override
    public double forwardBackward(Batch batch, long key, int owner, long step) {
        long call = calls++;
        FlatTensors gradients = gradients();
        for (int tensor = 0; tensor < gradients.layout().entries().size(); tensor++) {
            RandomStream.of(seed, Purpose.SIMULATED_GRADIENT, node, call, tensor)
                    .fillNormal(gradients.memory(tensor), 0, DEVIATION);
        }
        passes.accept(1);
        return loss(call);
    }

    @Override
    public Score evaluate(Batch batch) {
        passes.accept(FORWARD_ONLY);
        return new Score(loss(calls++), 0, 1);
    }

    private double loss(long call) {
        return 1
                + DEVIATION
                        * RandomStream.of(seed, Purpose.SIMULATED_GRADIENT, node, call, LOSS)
                                .nextNormal();
    }

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public FlatTensors parameters() {
        return real.parameters();
    }

    @Override
    public FlatTensors gradients() {
        return real.gradients();
    }

    @Override
    public FlatTensors buffers() {
        return real.buffers();
    }

    @Override
    public FlatTensors frozen() {
        return real.frozen();
    }

    @Override
    public void visitState(StateVisitor visitor) {
        real.visitState(visitor);
    }

    @Override
    public void close() {
        real.close();
    }
}

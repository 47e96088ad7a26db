package io.gossamer.generate.learning;

import io.gossamer.core.failure.DivergedException;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.core.state.Stateful;
import io.gossamer.model.data.Batch;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.network.Architecture;
import io.gossamer.model.network.Loss;
import io.gossamer.model.network.Network;
import io.gossamer.model.network.Networks;
import io.gossamer.train.optimizer.Optimizer;
import java.util.function.LongFunction;
import org.bytedeco.javacpp.PointerScope;

/** One network as it learns, and the exponential average of its parameters. */
final class Learning implements Stateful, AutoCloseable {
    /** So often is kept what it has come to. */
    private static final int TIMES_KEPT = 20;

    private final Regimen regimen;
    private final long seed;
    private final Network network;
    private final Optimizer optimizer;
    private final ExponentialAverage average;
    private final long[] done = {0};

    Learning(Architecture architecture, Loss loss, Regimen regimen, long seed) {
        this.regimen = regimen;
        this.seed = seed;
        this.network = Networks.of(architecture, loss, seed);
        this.optimizer = Regimen.OPTIMIZER.create(network.parameters());
        this.average = new ExponentialAverage(regimen.averaging(), network.parameters());
    }

    boolean isDone() {
        return done[0] == regimen.steps();
    }

    /** Whether what it has come to is to be kept now. */
    boolean isKept() {
        return isDone() || done[0] % Math.ceilDiv(regimen.steps(), TIMES_KEPT) == 0;
    }

    /**
     * @param batches by step
     * @throws DivergedException if the loss becomes infinite or no number
     */
    void step(LongFunction<Batch> batches) {
        long step = done[0];
        double loss = loss(batches, step);
        if (!Double.isFinite(loss)) {
            throw new DivergedException(
                    "the loss of " + network.name() + " is " + loss + " in step " + step,
                    "Take a smaller learning rate.");
        }
        optimizer.step(network.parameters(), network.gradients(), regimen.learningRate(step));
        done[0]++;
        average.add(network.parameters(), done[0]);
    }

    private double loss(LongFunction<Batch> batches, long step) {
        try (PointerScope scope = new PointerScope()) {
            return network.forwardBackward(batches.apply(step), seed, 0, step);
        }
    }

    /** A copy of the averaged parameters, the caller's to close. */
    FlatTensors result() {
        FlatTensors result = average.value().likeThis();
        result.memory().copyFrom(average.value().memory());
        return result;
    }

    @Override
    public void visitState(StateVisitor visitor) {
        visitor.longs("done", done);
        network.visitState(visitor.scope("network"));
        optimizer.visitState(visitor.scope("optimizer"));
        average.value().visitState(visitor.scope("average"));
    }

    @Override
    public void close() {
        average.close();
        optimizer.close();
        network.close();
    }
}

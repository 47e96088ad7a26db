package io.gossamer.model.network;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.section.ComputeSection;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.data.Batch;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.model.tensor.NativeOwner;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** A forward function over flat tensors. */
final class FlatNetwork implements Network {
    /** What the network computes. */
    interface Forward {
        /** The output in training mode, random draws being a function of the key (seed, node, step). */
        Trace train(Tensor input, long seed, int node, long step);

        /** The output in evaluation mode. */
        Tensor evaluate(Tensor input);

        /** Whether {@link Network#estimateStatistics} is possible, and has been done. */
        default boolean estimateStatistics(Tensor input, double weight) {
            return false;
        }

        /** Whether {@link Network#initialise} is possible, and has been done. */
        default boolean initialise(FlatTensors parameters, long seed, int node) {
            return false;
        }
    }

    /** A forward pass in training mode. */
    record Trace(Tensor output, List<LinearUse> linearUses) {}

    /** Everything the forward function's result depends on. */
    record Tensors(
            FlatTensors parameters,
            FlatTensors buffers,
            FlatTensors frozen,
            List<Gradients.Leaf> leaves,
            OtherBuffers others,
            NativeOwner owner) {}

    private final String name;
    private final Tensors tensors;
    private final Forward forward;
    private final Loss loss;
    /** Made when it is asked for first: learning without gradients takes no memory for them. */
    private Gradients gradients;

    /** @param tensors owned, and closed with this network */
    FlatNetwork(String name, Tensors tensors, Forward forward, Loss loss) {
        this.name = name;
        this.tensors = tensors;
        this.forward = forward;
        this.loss = loss;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public FlatTensors parameters() {
        return tensors.parameters();
    }

    @Override
    public FlatTensors gradients() {
        return backward().flat();
    }

    private Gradients backward() {
        if (gradients == null) {
            gradients = new Gradients(tensors.parameters(), tensors.leaves(), tensors.owner());
        }
        return gradients;
    }

    @Override
    public FlatTensors buffers() {
        return tensors.buffers();
    }

    @Override
    public FlatTensors frozen() {
        return tensors.frozen();
    }

    /** Whether a buffer for gradients has been made. */
    boolean hasGradients() {
        return gradients != null;
    }

    List<Gradients.Leaf> leaves() {
        return tensors.leaves();
    }

    @Override
    public double forwardBackward(Batch batch, long seed, int node, long step) {
        try (var section = ComputeSection.enter();
                var scope = new PointerScope()) {
            Trace trace = forward.train(batch.input(), seed, node, step);
            Tensor mean = loss.mean(trace.output(), batch.target());
            backward().compute(mean, trace.linearUses());
            return mean.item_double();
        } catch (GossamerException e) {
            throw e;
        } catch (RuntimeException e) {
            throw doesNotFit(batch, e);
        }
    }

    @Override
    public Score evaluate(Batch batch) {
        try (var section = ComputeSection.enter();
                var scope = new PointerScope();
                var guard = new NoGradGuard()) {
            return loss.score(forward.evaluate(batch.input()), batch.target());
        } catch (GossamerException e) {
            throw e;
        } catch (RuntimeException e) {
            throw doesNotFit(batch, e);
        }
    }

    @Override
    public boolean estimateStatistics(Batch batch, double weight) {
        try (var section = ComputeSection.enter();
                var scope = new PointerScope();
                var guard = new NoGradGuard()) {
            return forward.estimateStatistics(batch.input(), weight);
        } catch (GossamerException e) {
            throw e;
        } catch (RuntimeException e) {
            throw doesNotFit(batch, e);
        }
    }

    @Override
    public void initialise(long seed, int node) {
        if (!forward.initialise(tensors.parameters(), seed, node)) {
            Network.super.initialise(seed, node);
        }
    }

    private GossamerException doesNotFit(Batch batch, RuntimeException e) {
        return new GossamerException(
                "Model '" + name + "' fails on inputs of shape " + Shapes.text(batch.input()) + " and targets of shape "
                        + Shapes.text(batch.target()) + ": " + Libtorch.reason(e),
                "Check that the model was made for this data: input sizes, number of classes or tokens.",
                e);
    }

    @Override
    public void visitState(StateVisitor visitor) {
        tensors.parameters().visitState(visitor.scope("parameters"));
        tensors.frozen().visitState(visitor.scope("frozen"));
        tensors.buffers().visitState(visitor.scope("buffers"));
        tensors.others().visitState(visitor);
    }

    @Override
    public void close() {
        tensors.owner().close();
        if (gradients != null) {
            gradients.close();
        }
        tensors.parameters().close();
        tensors.buffers().close();
        tensors.frozen().close();
    }
}

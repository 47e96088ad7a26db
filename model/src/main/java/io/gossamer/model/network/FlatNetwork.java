package io.gossamer.model.network;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.section.ComputeSection;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.data.Batch;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.model.tensor.NativeOwner;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A forward function over flat tensors.
 *
 * <p>Gradients: autograd is asked for them directly ({@code torch::autograd::grad}) and they are copied into the flat
 * buffer. This never touches the leaves' {@code .grad}, so these stay the views they were set to, and it keeps every bit
 * of what autograd computed, where accumulation onto zeros would turn -0 into +0. It is also no slower.
 */
final class FlatNetwork implements Network {
    /** What the network computes. */
    interface Forward {
        /** The output in training mode, random draws being a function of the key (seed, node, step). */
        Tensor train(Tensor input, long seed, int node, long step);

        /** The output in evaluation mode. */
        Tensor evaluate(Tensor input);
    }

    /**
     * A tensor of the forward function that requires a gradient and shares the memory of a parameter.
     *
     * @param entry the parameter's index; several leaves of one entry are tied, and their gradients are summed
     */
    record Leaf(Tensor tensor, int entry) {}

    /** Everything the forward function's result depends on. */
    record Tensors(
            FlatTensors parameters,
            FlatTensors buffers,
            FlatTensors frozen,
            List<Leaf> leaves,
            OtherBuffers others,
            NativeOwner owner) {}

    private final String name;
    private final Tensors tensors;
    private final FlatTensors gradients;
    private final TensorVector inputs;
    private final Forward forward;
    private final Loss loss;

    /** @param tensors owned, and closed with this network */
    FlatNetwork(String name, Tensors tensors, Forward forward, Loss loss) {
        this.name = name;
        this.tensors = tensors;
        this.gradients = tensors.parameters().likeThis();
        this.forward = forward;
        this.loss = loss;
        try (PointerScope scope = new PointerScope()) {
            inputs = tensors.owner().keep(new TensorVector());
            for (Leaf leaf : tensors.leaves()) {
                leaf.tensor().mutable_grad().put(gradients.view(leaf.entry()));
                inputs.push_back(leaf.tensor());
            }
        }
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

    List<Leaf> leaves() {
        return tensors.leaves();
    }

    @Override
    public double forwardBackward(Batch batch, long seed, int node, long step) {
        try (var section = ComputeSection.enter();
                var scope = new PointerScope()) {
            Tensor output = forward.train(batch.input(), seed, node, step);
            Tensor mean = loss.mean(output, batch.target());
            storeGradients(
                    torch.grad(new TensorVector(mean), inputs, new TensorVector(), new BoolOptional(), false, true));
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

    private void storeGradients(TensorVector computed) {
        int previous = -1;
        for (int i = 0; i < tensors.leaves().size(); i++) {
            int entry = tensors.leaves().get(i).entry();
            Tensor view = gradients.view(entry);
            Tensor gradient = computed.get(i);
            boolean tied = entry == previous;
            if (gradient.defined()) {
                if (tied) {
                    view.add_(gradient);
                } else {
                    view.copy_(gradient);
                }
            } else if (!tied) {
                view.zero_();
            }
            previous = entry;
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
        visit(visitor.scope("parameters"), tensors.parameters());
        visit(visitor.scope("frozen"), tensors.frozen());
        visit(visitor.scope("buffers"), tensors.buffers());
        tensors.others().visitState(visitor);
    }

    private static void visit(StateVisitor visitor, FlatTensors flat) {
        List<FlatLayout.Entry> entries = flat.layout().entries();
        for (int i = 0; i < entries.size(); i++) {
            visitor.floats(entries.get(i).name(), flat.memory(i), entries.get(i).shape());
        }
    }

    @Override
    public void close() {
        tensors.owner().close();
        gradients.close();
        tensors.parameters().close();
        tensors.buffers().close();
        tensors.frozen().close();
    }
}

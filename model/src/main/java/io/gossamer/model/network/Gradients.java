package io.gossamer.model.network;

import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.tensor.NativeOwner;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The gradients of a network's parameters in one flat buffer, and how a backward pass fills it.
 *
 * <p>Autograd is asked for the gradients of the leaves ({@code torch::autograd::grad}) and these are copied. This leaves
 * each leaf's {@code .grad} the view it was set to, and keeps every bit, where accumulation onto zeros would turn -0 into
 * +0. The weights of linear layers, which are most of many networks, need no copy: autograd is asked for the gradients of
 * the layers' outputs instead, and the product that gives the weight's gradient is written straight into the buffer.
 */
final class Gradients implements AutoCloseable {
    private final FlatTensors flat;
    private final List<Leaf> leaves;
    private final Map<String, Integer> entries = new HashMap<>();
    private final TensorVector variables;
    private final boolean[] written;

    /**
     * A tensor of the forward function that requires a gradient and shares the memory of a parameter.
     *
     * @param entry the parameter's index; several leaves of one entry are tied, and their gradients are summed
     */
    record Leaf(Tensor tensor, int entry) {}

    /** @param owner keeps what lives as long as the leaves */
    Gradients(FlatTensors parameters, List<Leaf> leaves, NativeOwner owner) {
        this.flat = parameters.likeThis();
        this.leaves = leaves;
        List<FlatLayout.Entry> layout = parameters.layout().entries();
        this.written = new boolean[layout.size()];
        for (int i = 0; i < layout.size(); i++) {
            entries.put(layout.get(i).name(), i);
        }
        try (PointerScope scope = new PointerScope()) {
            variables = owner.keep(new TensorVector());
            for (Leaf leaf : leaves) {
                leaf.tensor().mutable_grad().put(flat.view(leaf.entry()));
                variables.push_back(leaf.tensor());
            }
        }
    }

    FlatTensors flat() {
        return flat;
    }

    /**
     * Overwrites the buffer with the gradients of {@code loss}.
     *
     * @param uses the linear layers of the pass whose weights stand outside the graph
     */
    void compute(Tensor loss, List<LinearUse> uses) {
        for (LinearUse use : uses) {
            use.requireUnchanged();
            variables.push_back(use.output());
        }
        try {
            TensorVector computed =
                    torch.grad(new TensorVector(loss), variables, new TensorVector(), new BoolOptional(), false, true);
            store(computed, uses);
        } finally {
            variables.resize(leaves.size());
        }
    }

    private void store(TensorVector computed, List<LinearUse> uses) {
        Arrays.fill(written, false);
        for (int i = 0; i < uses.size(); i++) {
            Tensor delta = computed.get(leaves.size() + i);
            if (delta.defined()) {
                storeProduct(
                        entries.get(uses.get(i).weight()), delta, uses.get(i).input());
            }
        }
        for (int i = 0; i < leaves.size(); i++) {
            Tensor gradient = computed.get(i);
            if (gradient.defined()) {
                storeGradient(leaves.get(i).entry(), gradient);
            }
        }
        for (int entry = 0; entry < written.length; entry++) {
            if (!written[entry]) {
                flat.view(entry).zero_();
            }
        }
    }

    private void storeProduct(int entry, Tensor delta, Tensor input) {
        Tensor transposed = rows(delta).t(); // [outputs, rows]
        if (written[entry]) {
            flat.view(entry).addmm_(transposed, rows(input));
        } else {
            torch.mm_out(flat.view(entry), transposed, rows(input)); // [outputs, inputs]
        }
        written[entry] = true;
    }

    private void storeGradient(int entry, Tensor gradient) {
        if (written[entry]) {
            flat.view(entry).add_(gradient);
        } else {
            flat.view(entry).copy_(gradient);
        }
        written[entry] = true;
    }

    private static Tensor rows(Tensor x) {
        return x.dim() == 2 ? x : x.reshape(-1, x.size(-1));
    }

    @Override
    public void close() {
        flat.close();
    }
}

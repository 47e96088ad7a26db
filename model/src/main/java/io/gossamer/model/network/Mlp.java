package io.gossamer.model.network;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Layers of linear maps with ReLUs between them; with one layer it is logistic regression.
 *
 * @param sizes of the input, each hidden layer and the output
 */
public record Mlp(String name, List<Long> sizes) implements Architecture {
    public Mlp {
        sizes = List.copyOf(sizes);
    }

    @Override
    public List<TensorSpec> parameters() {
        List<TensorSpec> tensors = new ArrayList<>();
        for (int layer = 1; layer < sizes.size(); layer++) {
            tensors.addAll(TensorSpec.linear("fc" + layer, sizes.get(layer - 1), sizes.get(layer)));
        }
        return tensors;
    }

    @Override
    public Tensor forward(Pass pass, Tensor input) {
        Tensor x = pass.linear(input.flatten(1, -1), "fc1"); // [batch, sizes[1]]
        for (int layer = 2; layer < sizes.size(); layer++) {
            x = pass.linear(x.relu(), "fc" + layer); // [batch, sizes[layer]]
        }
        return x;
    }
}

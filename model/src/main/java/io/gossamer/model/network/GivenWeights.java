package io.gossamer.model.network;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * An architecture whose parameters start from given values instead of drawn ones.
 *
 * @param values of every parameter by name, as {@link Initialiser.Given} takes them
 */
public record GivenWeights(Architecture base, Map<String, MemorySegment> values) implements Architecture {
    @Override
    public String name() {
        return base.name();
    }

    @Override
    public List<TensorSpec> parameters() {
        return base.parameters().stream()
                .map(spec -> new TensorSpec(spec.name(), new Initialiser.Given(values.get(spec.name())), spec.shape()))
                .toList();
    }

    @Override
    public List<TensorSpec> frozen() {
        return base.frozen();
    }

    @Override
    public List<TensorSpec> buffers() {
        return base.buffers();
    }

    @Override
    public Tensor forward(Pass pass, Tensor input) {
        return base.forward(pass, input);
    }
}

package io.gossamer.model.network;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.StringTensorDictItem;
import org.bytedeco.pytorch.Tensor;

/** A libtorch module written in Java. It stays its maker's: closing does nothing. */
record JavaModule(Module module, UnaryOperator<Tensor> call) implements ForeignModule {
    @Override
    public List<NamedTensor> parameters() {
        return list(module.named_parameters());
    }

    @Override
    public List<NamedTensor> buffers() {
        return list(module.named_buffers());
    }

    private static List<NamedTensor> list(StringTensorDict tensors) {
        List<NamedTensor> list = new ArrayList<>();
        for (long i = 0; i < tensors.size(); i++) {
            StringTensorDictItem item = tensors.get(i);
            list.add(new NamedTensor(item.key().getString(), item.value()));
        }
        return list;
    }

    @Override
    public void train(boolean on) {
        module.train(on);
    }

    @Override
    public Tensor forward(Tensor input) {
        return call.apply(input);
    }

    @Override
    public void close() {}
}

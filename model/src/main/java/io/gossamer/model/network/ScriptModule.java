package io.gossamer.model.network;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.model.tensor.NativeOwner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.named_buffer_iterator;
import org.bytedeco.pytorch.named_buffer_list;
import org.bytedeco.pytorch.named_parameter_iterator;
import org.bytedeco.pytorch.named_parameter_list;

/**
 * A TorchScript module. It is run by the plain interpreter: the optimising executor specialises itself during the first
 * calls, after which the same inputs may give other bits, and a resumed run would differ from an uninterrupted one.
 */
final class ScriptModule implements ForeignModule {
    private final JitModule module;
    private final NativeOwner owner;

    private ScriptModule(JitModule module, NativeOwner owner) {
        this.module = module;
        this.owner = owner;
    }

    /** @throws GossamerException if the file is missing or is not TorchScript */
    static ScriptModule load(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new GossamerException(
                    "There is no model file " + file + ".",
                    "Check the path; a TorchScript file is made by torch.jit.save.");
        }
        NativeOwner owner = new NativeOwner();
        try (PointerScope scope = new PointerScope()) {
            return new ScriptModule(owner.keep(torch.load(file.toString())), owner);
        } catch (RuntimeException e) {
            throw new GossamerException(
                    "The model file " + file + " cannot be read: " + Libtorch.reason(e),
                    "It must be a whole TorchScript file, as torch.jit.save writes it.",
                    e);
        }
    }

    @Override
    public List<NamedTensor> parameters() {
        List<NamedTensor> list = new ArrayList<>();
        named_parameter_list parameters = module.named_parameters(true);
        named_parameter_iterator end = parameters.end();
        for (named_parameter_iterator i = parameters.begin(); i.notEquals(end); i.increment()) {
            list.add(copy(i.access()));
        }
        return list;
    }

    @Override
    public List<NamedTensor> buffers() {
        List<NamedTensor> list = new ArrayList<>();
        named_buffer_list buffers = module.named_buffers(true);
        named_buffer_iterator end = buffers.end();
        for (named_buffer_iterator i = buffers.begin(); i.notEquals(end); i.increment()) {
            list.add(copy(i.access()));
        }
        return list;
    }

    // An iterator's item is gone with its next step.
    private static NamedTensor copy(org.bytedeco.pytorch.NamedTensor item) {
        return new NamedTensor(item.name().getString(), new Tensor(item.value()));
    }

    @Override
    public void train(boolean on) {
        module.train(on);
    }

    @Override
    public Tensor forward(Tensor input) {
        // The switch belongs to the thread, and so must be set for each call.
        boolean optimised = torch.getGraphExecutorOptimize();
        torch.setGraphExecutorOptimize(false);
        try {
            IValue output = module.forward(new IValueVector(new IValue(input)));
            if (!output.isTensor()) {
                throw new GossamerException(
                        "The model's output is a " + output.tagKind().getString() + ".",
                        "Its forward method must return one tensor.");
            }
            return output.toTensor();
        } finally {
            torch.setGraphExecutorOptimize(optimised);
        }
    }

    @Override
    public void close() {
        owner.close();
    }
}

package io.gossamer.model.network;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.tensor.NativeOwner;
import io.gossamer.model.tensor.TensorMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.LongArrayRef;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Moves a module's tensors into flat memory, by {@code set_data}, so that the module goes on using them there. */
final class AdoptedTensors {
    private AdoptedTensors() {}

    /**
     * @param owner keeps the trainable tensors
     * @throws GossamerException if a parameter is not float32, or none is trainable
     */
    static FlatNetwork.Tensors adopt(String model, ForeignModule module, NativeOwner owner) {
        List<NamedTensor> parameters = module.parameters();
        for (NamedTensor parameter : parameters) {
            requireFloat32(model, parameter);
        }
        List<List<NamedTensor>> trainable =
                tied(parameters.stream().filter(AdoptedTensors::isTrainable).toList());
        if (trainable.isEmpty()) {
            throw new GossamerException(
                    "Model '" + model + "' has no trainable parameter.",
                    "Save it unfrozen (no torch.jit.freeze) and with requires_grad set.");
        }
        List<List<NamedTensor>> frozen =
                tied(parameters.stream().filter(p -> !isTrainable(p)).toList());
        List<List<NamedTensor>> buffers =
                tied(module.buffers().stream().filter(AdoptedTensors::isFloat32).toList());

        List<Gradients.Leaf> leaves = new ArrayList<>();
        for (int entry = 0; entry < trainable.size(); entry++) {
            Set<Long> seen = new HashSet<>();
            for (NamedTensor tensor : trainable.get(entry)) {
                // One tensor under two names already receives the sum of their gradients.
                if (seen.add(tensor.tensor().unsafeGetTensorImpl().address())) {
                    // A handle of its own: the module's list of tensors, which this one stands in, ends here.
                    leaves.add(new Gradients.Leaf(owner.keep(new Tensor(tensor.tensor())), entry));
                }
            }
        }
        OtherBuffers others = new OtherBuffers(
                () -> module.buffers().stream().filter(b -> !isFloat32(b)).toList());
        return new FlatNetwork.Tensors(move(trainable), move(buffers), move(frozen), leaves, others, owner);
    }

    /**
     * Brings buffers back into flat memory where a forward pass has put a new tensor in a buffer's place instead of
     * writing into it.
     */
    static void recapture(ForeignModule module, FlatTensors buffers) {
        Map<String, Integer> entries = new HashMap<>();
        List<FlatLayout.Entry> layout = buffers.layout().entries();
        for (int i = 0; i < layout.size(); i++) {
            entries.put(layout.get(i).name(), i);
        }
        for (NamedTensor buffer : module.buffers()) {
            Integer entry = entries.get(buffer.name());
            if (entry != null
                    && TensorMemory.address(buffer.tensor())
                            != buffers.memory(entry).address()) {
                Tensor view = buffers.view(entry);
                view.copy_(buffer.tensor().detach());
                buffer.tensor().set_data(view);
            }
        }
    }

    private static FlatTensors move(List<List<NamedTensor>> groups) {
        FlatTensors flat = FlatTensors.zeros(FlatLayout.of(
                groups.stream().map(group -> group.getFirst().name()).toList(),
                groups.stream()
                        .map(group -> Shapes.of(group.getFirst().tensor()))
                        .toList()));
        for (int i = 0; i < groups.size(); i++) {
            Tensor view = flat.view(i);
            view.copy_(groups.get(i).getFirst().tensor().detach());
            for (NamedTensor tensor : groups.get(i)) {
                tensor.tensor().set_data(view);
            }
        }
        return flat;
    }

    /**
     * Groups tensors that are the same elements, in the order of their first names. A tied parameter is one tensor under
     * two names, or, in a script that was saved and loaded, two tensors over one storage.
     */
    private static List<List<NamedTensor>> tied(List<NamedTensor> tensors) {
        record Place(long address, List<Long> shape, List<Long> strides) {}
        Map<Place, List<NamedTensor>> groups = new HashMap<>();
        List<List<NamedTensor>> order = new ArrayList<>();
        for (NamedTensor named : tensors) {
            Tensor tensor = named.tensor();
            Place place = new Place(TensorMemory.address(tensor), list(tensor.sizes()), list(tensor.strides()));
            List<NamedTensor> group = tensor.numel() == 0 ? null : groups.get(place);
            if (group == null) {
                group = new ArrayList<>();
                groups.put(place, group);
                order.add(group);
            }
            group.add(named);
        }
        return order;
    }

    private static List<Long> list(LongArrayRef values) {
        Long[] copy = new Long[(int) values.size()];
        Arrays.setAll(copy, values::at);
        return List.of(copy);
    }

    private static boolean isTrainable(NamedTensor parameter) {
        return parameter.tensor().requires_grad();
    }

    private static boolean isFloat32(NamedTensor tensor) {
        return tensor.tensor().scalar_type().intern() == ScalarType.Float;
    }

    private static void requireFloat32(String model, NamedTensor parameter) {
        if (!isFloat32(parameter)) {
            throw new GossamerException(
                    "Parameter '" + parameter.name() + "' of model '" + model + "' has type "
                            + parameter.tensor().scalar_type() + ".",
                    "Only float32 parameters are trained: call module.float() before saving.");
        }
    }
}

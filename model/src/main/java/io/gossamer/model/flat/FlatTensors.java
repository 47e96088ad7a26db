package io.gossamer.model.flat;

import io.gossamer.core.state.StateVisitor;
import io.gossamer.core.state.Stateful;
import io.gossamer.model.tensor.NativeOwner;
import io.gossamer.model.tensor.TensorMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Tensors that are views of one flat float32 buffer: the segments and the tensors it hands out are the same bytes. None
 * of the tensors requires a gradient, so they may be changed in place at any time outside a forward and backward pass.
 *
 * <p>After {@link #close} every access to a segment fails with an {@link IllegalStateException}; the tensors must not be
 * used any more.
 */
public final class FlatTensors implements Stateful, AutoCloseable {
    private final FlatLayout layout;
    private final NativeOwner owner = new NativeOwner();
    private final Arena lifetime = Arena.ofShared();
    private final Tensor flat;
    private final List<Tensor> views = new ArrayList<>();
    private final MemorySegment memory;
    private final List<MemorySegment> slices = new ArrayList<>();

    private FlatTensors(FlatLayout layout) {
        this.layout = layout;
        try (PointerScope scope = new PointerScope()) {
            flat = owner.keep(torch.zeros(layout.bytes() / Float.BYTES));
            memory = TensorMemory.of(flat, lifetime);
            for (FlatLayout.Entry entry : layout.entries()) {
                Tensor elements = flat.narrow(0, entry.byteOffset() / Float.BYTES, entry.count());
                views.add(owner.keep(elements.view(entry.shape())));
                slices.add(memory.asSlice(entry.byteOffset(), entry.bytes()));
            }
        }
    }

    /** A zeroed buffer. */
    public static FlatTensors zeros(FlatLayout layout) {
        return new FlatTensors(layout);
    }

    public FlatLayout layout() {
        return layout;
    }

    /** The whole buffer, padding included. */
    public MemorySegment memory() {
        return memory;
    }

    /** The elements of one tensor, a slice of {@link #memory()} without padding. */
    public MemorySegment memory(int index) {
        return slices.get(index);
    }

    /** The tensor of entry {@code index}, in its shape. */
    public Tensor view(int index) {
        return views.get(index);
    }

    /** The whole buffer as one 1-D tensor, padding included. */
    public Tensor flat() {
        return flat;
    }

    /** A zeroed buffer of the same layout. */
    public FlatTensors likeThis() {
        return new FlatTensors(layout);
    }

    /** Copies all tensors one after another, without padding, to the start of {@code target}. */
    public void pack(MemorySegment target) {
        long at = 0;
        for (MemorySegment tensor : slices) {
            MemorySegment.copy(tensor, 0, target, at, tensor.byteSize());
            at += tensor.byteSize();
        }
    }

    /** Takes all tensors from where {@link #pack} puts them. */
    public void unpack(MemorySegment source) {
        long at = 0;
        for (MemorySegment tensor : slices) {
            MemorySegment.copy(source, at, tensor, 0, tensor.byteSize());
            at += tensor.byteSize();
        }
    }

    /** Sets every element, padding included. */
    public void fill(float value) {
        try (PointerScope scope = new PointerScope()) {
            flat.fill_(new Scalar(value));
        }
    }

    /** The name of the first tensor that holds a NaN or an infinite value. */
    public Optional<String> firstNonFinite() {
        try (PointerScope scope = new PointerScope()) {
            if (flat.isfinite().all().item_bool()) {
                return Optional.empty();
            }
            for (int i = 0; i < views.size(); i++) {
                if (!views.get(i).isfinite().all().item_bool()) {
                    return Optional.of(layout.entries().get(i).name());
                }
            }
            throw new IllegalStateException("a padding byte is not zero");
        }
    }

    /** Every tensor under its name in the layout. */
    @Override
    public void visitState(StateVisitor visitor) {
        for (int i = 0; i < slices.size(); i++) {
            FlatLayout.Entry entry = layout.entries().get(i);
            visitor.floats(entry.name(), slices.get(i), entry.shape());
        }
    }

    @Override
    public void close() {
        lifetime.close();
        owner.close();
    }
}

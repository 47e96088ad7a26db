package io.gossamer.model.network;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * A network as its paper writes it: the tensors it is made of, and the function of them that it computes. This is also
 * how a user writes an own one; {@link Networks#of(Architecture, Loss, long)} makes it trainable.
 */
public interface Architecture {
    String name();

    /** Trainable tensors, in the order in which they are initialised and laid out. */
    List<TensorSpec> parameters();

    /** Tensors that the forward pass finds among its parameters, but that are not trained. */
    default List<TensorSpec> frozen() {
        return List.of();
    }

    /** Tensors that the forward pass keeps but no gradient changes. */
    default List<TensorSpec> buffers() {
        return List.of();
    }

    /**
     * The output for a batch of inputs, by libtorch operations on the tensors of {@code pass}. It may draw random numbers
     * only through {@code pass}.
     */
    Tensor forward(Pass pass, Tensor input);
}

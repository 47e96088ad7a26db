package io.gossamer.model.network;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** A module that owns its tensors and draws from libtorch's global generator. */
interface ForeignModule extends AutoCloseable {
    /** All parameters, frozen and tied ones included, as tensors of the current PointerScope. */
    List<NamedTensor> parameters();

    /** All other tensors the module keeps, as tensors of the current PointerScope. */
    List<NamedTensor> buffers();

    void train(boolean on);

    Tensor forward(Tensor input);

    @Override
    void close();
}

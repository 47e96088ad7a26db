package io.gossamer.model.network;

import org.bytedeco.pytorch.Tensor;

/**
 * A linear layer in a forward pass whose weight stands outside the graph: y = x Wᵀ + b. With δ the loss's gradient by y,
 * the gradient by W is δᵀ x.
 *
 * @param weight the weight's name
 * @param input x without its graph, [..., inputs]
 * @param output y, [..., outputs]
 * @param inputVersion libtorch's count of changes in place, when the layer was computed
 * @param outputVersion likewise
 */
record LinearUse(String weight, Tensor input, Tensor output, long inputVersion, long outputVersion) {
    LinearUse(String weight, Tensor input, Tensor output) {
        this(weight, input.detach(), output, input._version(), output._version());
    }

    /**
     * Autograd would notice if something it saved had changed, but it saved neither of these.
     *
     * @throws IllegalStateException if the layer's input or output was changed in place after it
     */
    void requireUnchanged() {
        if (input._version() != inputVersion || output._version() != outputVersion) {
            throw new IllegalStateException(
                    "the input or the output of the layer of " + weight + " was changed in place after it");
        }
    }
}

package io.gossamer.generate.expert;

import io.gossamer.generate.flow.FlowMatching;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.network.Architecture;
import io.gossamer.model.network.Networks;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/** A trained router: the softmax of a classifier of noisy examples. Its architecture may ignore conditions. */
public final class NetworkRouter implements Router {
    private final UnaryOperator<Tensor> network;

    /** @param parameters of the architecture; stay the caller's */
    public NetworkRouter(Architecture architecture, FlatTensors parameters) {
        this.network = Networks.function(architecture, parameters);
    }

    @Override
    public Tensor weights(Tensor x, double t, Tensor condition) {
        return network.apply(FlowMatching.input(x, t, condition)).softmax(1);
    }
}

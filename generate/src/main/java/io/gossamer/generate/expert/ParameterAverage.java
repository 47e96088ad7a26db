package io.gossamer.generate.expert;

import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.flat.TensorSection;
import java.util.List;
import org.bytedeco.pytorch.Scalar;

/** The mean of networks' parameters: what does not work for experts, and is measured to show it. */
public final class ParameterAverage {
    private ParameterAverage() {}

    /** @return new tensors, the caller's to close */
    public static FlatTensors of(List<FlatTensors> networks) {
        FlatTensors mean = networks.getFirst().likeThis();
        try (var section = TensorSection.enter()) {
            for (FlatTensors network : networks) {
                mean.flat().add_(network.flat(), new Scalar(1.0 / networks.size()));
            }
        }
        return mean;
    }
}

package io.gossamer.generate.expert;

import io.gossamer.generate.flow.FlowMatching;
import io.gossamer.generate.flow.NoiseSchedule;
import io.gossamer.generate.flow.Prediction;
import io.gossamer.generate.flow.VelocityField;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.network.Architecture;
import io.gossamer.model.network.Networks;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** The velocity that a network predicts; whatever it was trained to predict is converted. */
public final class NetworkField implements VelocityField {
    private final UnaryOperator<Tensor> network;
    private final Prediction prediction;
    private final NoiseSchedule schedule;

    /**
     * @param parameters of the architecture; stay the caller's
     * @param prediction what the network was trained to say
     */
    public NetworkField(
            Architecture architecture, FlatTensors parameters, Prediction prediction, NoiseSchedule schedule) {
        this.network = Networks.function(architecture, parameters);
        this.prediction = prediction;
        this.schedule = schedule;
    }

    /** @throws ArithmeticException if the network predicts noise and t leaves no data to see */
    @Override
    public Tensor velocity(Tensor x, double t, Tensor condition) {
        Tensor predicted = network.apply(FlowMatching.input(x, t, condition));
        if (prediction == Prediction.VELOCITY) {
            return predicted;
        }
        Prediction.Conversion conversion = prediction.to(Prediction.VELOCITY, schedule, t);
        return x.mul(new Scalar(conversion.ofState())).add_(predicted, new Scalar(conversion.ofPrediction()));
    }
}

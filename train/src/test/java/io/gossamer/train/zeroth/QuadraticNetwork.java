package io.gossamer.train.zeroth;

import io.gossamer.model.data.Batch;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.network.Score;
import io.gossamer.train.cluster.BareNetwork;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Half the squared distance of two tensors of parameters from the number that is the batch. */
final class QuadraticNetwork extends BareNetwork {
    private static final FlatLayout LAYOUT =
            FlatLayout.of(List.of("a", "b"), List.of(new long[] {6}, new long[] {2, 2}));
    static final int PARAMETERS = 10;

    QuadraticNetwork() {
        super("quadratic", LAYOUT);
        for (int tensor = 0; tensor < 2; tensor++) {
            for (int i = 0; i < parameters().memory(tensor).byteSize() / Float.BYTES; i++) {
                parameters().memory(tensor).setAtIndex(ValueLayout.JAVA_FLOAT, i, 0.3f * i - 0.8f + tensor);
            }
        }
    }

    /** A batch whose number is {@code target}, which may be NaN. */
    static Batch batch(double target) {
        Tensor number = torch.zeros(1).fill_(new Scalar(target));
        return new Batch(number, number);
    }

    @Override
    public Score evaluate(Batch batch) {
        return new Score(loss(batch.input().item_double()), 0, 1);
    }

    /** The loss of the batch that is zero: its gradient is the parameters themselves. */
    double atZero() {
        return loss(0);
    }

    private double loss(double target) {
        double sum = 0;
        for (int tensor = 0; tensor < 2; tensor++) {
            for (float value : parameters().memory(tensor).toArray(ValueLayout.JAVA_FLOAT)) {
                sum += (value - target) * (value - target) / 2;
            }
        }
        return sum;
    }
}

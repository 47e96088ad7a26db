package io.gossamer.train.saddle;

import io.gossamer.model.data.Batch;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.network.Perturbed;
import io.gossamer.train.cluster.BareNetwork;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The saddle point g(x, y) = c x y + q_x x - q_y y in numbers x and y. Its operator is J z + q with J = [[0, c], [-c, 0]],
 * which is the problem of the golden values. A batch is (c, q_x, q_y).
 */
final class AffineNetwork extends BareNetwork {
    private static final FlatLayout LAYOUT =
            FlatLayout.of(List.of("x", Perturbed.TENSOR), List.of(new long[] {1}, new long[] {1}));

    AffineNetwork(float x, float y) {
        super("affine", LAYOUT);
        set(parameters(), 0, x);
        set(parameters(), 1, y);
    }

    static Batch batch(double coupling, double qx, double qy) {
        Tensor numbers = torch.tensor((float) coupling, (float) qx, (float) qy);
        return new Batch(numbers, numbers);
    }

    /** x and y. */
    static double[] values(FlatTensors point) {
        return new double[] {get(point, 0), get(point, 1)};
    }

    private static float get(FlatTensors tensors, int tensor) {
        return tensors.memory(tensor).get(ValueLayout.JAVA_FLOAT, 0);
    }

    private static void set(FlatTensors tensors, int tensor, float value) {
        tensors.memory(tensor).set(ValueLayout.JAVA_FLOAT, 0, value);
    }

    @Override
    public double forwardBackward(Batch batch, long seed, int node, long step) {
        float[] numbers = new float[3];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = batch.input().get(i).item_float();
        }
        float x = get(parameters(), 0);
        float y = get(parameters(), 1);
        set(gradients(), 0, numbers[0] * y + numbers[1]);
        set(gradients(), 1, numbers[0] * x - numbers[2]);
        return numbers[0] * x * y + numbers[1] * x - numbers[2] * y;
    }
}

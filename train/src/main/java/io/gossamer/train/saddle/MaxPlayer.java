package io.gossamer.train.saddle;

import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.network.Perturbed;
import io.gossamer.train.flat.TensorSection;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The player y who raises the loss: the tensor named {@link Perturbed#TENSOR}, in a network that has one. The objective of
 * both players is loss(x, y) - penalty/2 |y|^2 with y in a ball.
 *
 * @param radius of the ball in L2 norm, 0 for the whole space
 * @param penalty beta, 0 for none
 * @param speed the step size of y in units of that of x; the operator's part for y is scaled by it, which is the same
 *     inequality in another metric
 */
public record MaxPlayer(double radius, double penalty, double speed) {
    /** Where the player's tensor stands; empty where a network is trained that has none, which makes it a minimisation. */
    private static OptionalInt tensorOf(FlatTensors point) {
        var entries = point.layout().entries();
        return IntStream.range(0, entries.size())
                .filter(i -> entries.get(i).name().equals(Perturbed.TENSOR))
                .findFirst();
    }

    /** Turns the gradient of the loss at {@code point} into the operator there, in place: (grad_x, -grad_y). */
    void operator(FlatTensors point, FlatTensors gradient) {
        tensorOf(point).ifPresent(tensor -> {
            try (TensorSection section = TensorSection.enter()) {
                gradient.view(tensor).mul_(new Scalar(-speed)).add_(point.view(tensor), new Scalar(speed * penalty));
            }
        });
    }

    /** Projects {@code point} to where the player may be, in place. */
    void project(FlatTensors point) {
        if (radius == 0) {
            return;
        }
        tensorOf(point).ifPresent(tensor -> {
            try (TensorSection section = TensorSection.enter()) {
                Tensor y = point.view(tensor);
                double norm = y.norm().item_double();
                if (norm > radius) {
                    y.mul_(new Scalar(radius / norm));
                }
            }
        });
    }
}

package io.gossamer.model.network;

import io.gossamer.core.failure.GossamerException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * What a network is trained to make small. Targets are int64, [batch] or [batch, time]; the number of predictions is
 * their number of elements.
 */
public enum Loss {
    /** Negative log-likelihood of the softmax. Output [..., classes], target [...]. */
    CROSS_ENTROPY("cross-entropy") {
        @Override
        Tensor reduce(Tensor output, Tensor target, long reduction) {
            requireClasses(output, target);
            Tensor scores = output.dim() == 2 ? output : output.reshape(-1, output.size(-1));
            Tensor classes = target.dim() == 1 ? target : target.reshape(-1);
            return torch.cross_entropy_loss(scores, classes, new TensorOptional(), reduction, IGNORE_NONE, 0);
        }

        @Override
        Tensor predictions(Tensor output, Tensor target) {
            return output.argmax(new LongOptional(-1), false);
        }
    },

    /**
     * Squared error, summed over the components of a prediction. Output [..., classes] is held against the one-hot
     * target; output of the target's own shape (or with a last size of 1) against the target as a number.
     */
    SQUARED_ERROR("mse") {
        @Override
        Tensor reduce(Tensor output, Tensor target, long reduction) {
            Tensor wanted;
            if (isRegression(output, target)) {
                wanted = target.reshape(output.sizes());
            } else {
                requireClasses(output, target);
                wanted = torch.one_hot(target, output.size(-1));
            }
            Tensor sum = torch.mse_loss(output, wanted.to(output.scalar_type()), SUM);
            return reduction == SUM ? sum : sum.div(new Scalar((double) target.numel()));
        }

        @Override
        Tensor predictions(Tensor output, Tensor target) {
            return isRegression(output, target)
                    ? output.round().reshape(target.sizes())
                    : output.argmax(new LongOptional(-1), false);
        }
    };

    private static final long MEAN = 1;
    private static final long SUM = 2;
    /** libtorch skips targets of this value; no data set holds it. */
    private static final long IGNORE_NONE = -100;

    private final String label;

    Loss(String label) {
        this.label = label;
    }

    /** The name on the command line. */
    public String label() {
        return label;
    }

    /**
     * @param label {@code cross-entropy} or {@code mse}
     * @throws GossamerException if there is no such loss
     */
    public static Loss named(String label) {
        return Arrays.stream(values())
                .filter(loss -> loss.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new GossamerException(
                        "There is no loss named '" + label + "'.",
                        "Take one of: "
                                + Arrays.stream(values()).map(Loss::label).collect(Collectors.joining(", ")) + "."));
    }

    /** Mean over the predictions, a scalar with its graph. */
    Tensor mean(Tensor output, Tensor target) {
        return reduce(output, target, MEAN);
    }

    Score score(Tensor output, Tensor target) {
        double sum = reduce(output, target, SUM).item_double();
        long correct = predictions(output, target).eq(target).sum().item_long();
        return new Score(sum, correct, target.numel());
    }

    abstract Tensor reduce(Tensor output, Tensor target, long reduction);

    abstract Tensor predictions(Tensor output, Tensor target);

    private static boolean isRegression(Tensor output, Tensor target) {
        return output.numel() == target.numel();
    }

    private static void requireClasses(Tensor output, Tensor target) {
        boolean fits = output.dim() == target.dim() + 1;
        for (long d = 0; fits && d < target.dim(); d++) {
            fits = output.size(d) == target.size(d);
        }
        if (!fits) {
            throw new GossamerException(
                    "The network's output has shape " + Shapes.text(output) + ", which does not fit targets of shape "
                            + Shapes.text(target) + ".",
                    "The output must have the target's shape followed by one score for each class.");
        }
    }
}

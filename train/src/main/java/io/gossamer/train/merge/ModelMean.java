package io.gossamer.train.merge;

import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.flat.FlatMath;
import io.gossamer.train.flat.TensorSection;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The mean of models, element by element. It is what flat tensors hold that is averaged, which is what is learnt and
 * floating (and BatchNorm's floating statistics where they are laid out with it); whole-numbered buffers are in none.
 */
public final class ModelMean {
    private ModelMean() {}

    /** The mean of at least one model of one layout; equal models are their own mean, to the bit. */
    public static void of(List<FlatTensors> models, FlatTensors mean) {
        weighted(models, Collections.nCopies(models.size(), 1.0), mean);
    }

    /**
     * The weighted mean, as the first model plus weighted differences to it.
     *
     * @param weights of the models, not negative, not all zero; they need not sum to one
     * @param mean none of the models
     */
    public static void weighted(List<FlatTensors> models, List<Double> weights, FlatTensors mean) {
        double total = weights.stream().mapToDouble(Double::doubleValue).sum();
        boolean negative = weights.stream().anyMatch(weight -> !(weight >= 0));
        if (models.isEmpty() || models.size() != weights.size() || negative || !(total > 0)) {
            throw new IllegalArgumentException(models.size() + " models with the weights " + weights);
        }
        mean.memory().copyFrom(models.getFirst().memory());
        try (FlatTensors difference = mean.likeThis()) {
            for (int i = 1; i < models.size(); i++) {
                FlatMath.subtract(models.get(i), models.getFirst(), difference);
                FlatMath.add(mean, weights.get(i) / total, difference);
            }
        }
    }

    /** The squared L2 distance of two models. */
    public static double squaredDistance(FlatTensors one, FlatTensors other) {
        try (TensorSection section = TensorSection.enter()) {
            return one.flat()
                    .sub(other.flat())
                    .to(ScalarType.Double)
                    .square()
                    .sum()
                    .item_double();
        }
    }

    /** The consensus error: the mean over models of their squared L2 distance to a point, usually their mean. */
    public static double consensusError(List<FlatTensors> models, FlatTensors mean) {
        double[] distances = models.stream()
                .mapToDouble(model -> squaredDistance(model, mean))
                .toArray();
        return Arrays.stream(distances).average().orElse(0);
    }
}

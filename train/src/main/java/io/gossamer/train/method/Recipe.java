package io.gossamer.train.method;

import io.gossamer.model.network.ModelName;
import io.gossamer.model.pretrained.PretrainedModels;

/**
 * How a model is trained well by plain means; the presets start from it.
 *
 * @param optimizer what plain data-parallel training uses, {@code sgd} or {@code adamw}
 * @param sgdRate learning rate of SGD with momentum 0.9
 * @param adamRate learning rate of AdamW
 * @param weightDecay weight decay of SGD
 * @param adamWeightDecay weight decay of AdamW
 * @param clip largest L2 norm of the mean gradient, 0 for none
 * @param steps steps of a default run
 * @param batch examples per worker and step of a default run
 */
public record Recipe(
        String optimizer,
        double sgdRate,
        double adamRate,
        double weightDecay,
        double adamWeightDecay,
        double clip,
        long steps,
        int batch) {

    /** The recipe of a built-in model; TorchScript files get that of a small convolutional network. */
    public static Recipe of(String model) {
        String base = ModelName.parse(model).base();
        if (PretrainedModels.recognises(base)) {
            return new Recipe("adamw", 0.03, 5e-4, 0, 0, 1, 300, 8);
        }
        return switch (base) {
            case "logistic" -> new Recipe("sgd", 0.05, 2e-3, 0, 0, 0, 500, 32);
            case "lenet" -> new Recipe("sgd", 0.05, 3e-3, 0, 0, 2, 1000, 32);
            case "resnet20", "resnet8" -> new Recipe("sgd", 0.1, 2e-3, 1e-4, 1e-2, 0, 2000, 32);
            case "gpt" -> new Recipe("adamw", 0.3, 2e-3, 0, 1e-2, 1, 1000, 8);
            default -> new Recipe("sgd", 0.05, 1e-3, 0, 0, 2, 600, 32);
        };
    }
}

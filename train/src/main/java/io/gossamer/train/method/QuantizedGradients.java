package io.gossamer.train.method;

import io.gossamer.codec.array.Codec;
import io.gossamer.codec.array.SignCodec;
import io.gossamer.codec.array.TernaryCodec;
import io.gossamer.codec.memory.ErrorFeedback;
import io.gossamer.codec.memory.NoMemory;
import io.gossamer.train.exchange.Allocation;
import io.gossamer.train.exchange.CodedMean;
import io.gossamer.train.schedule.TalkSchedule;
import io.gossamer.train.strategy.Merge;
import io.gossamer.train.strategy.Strategy;
import io.gossamer.train.strategy.Subject;

/**
 * All elements of each gradient in very few bits, momentum after aggregation: TernGrad (Wen et al., NeurIPS 2017, ternary
 * and unbiased, nothing kept) and 1-bit SGD (Seide et al., Interspeech 2014, signs with error feedback).
 */
final class QuantizedGradients implements Preset {
    private final String name;
    private final String description;
    private final Codec codec;
    private final CodedMean.MemoryFactory memory;

    private QuantizedGradients(String name, String description, Codec codec, CodedMean.MemoryFactory memory) {
        this.name = name;
        this.description = description;
        this.codec = codec;
        this.memory = memory;
    }

    static QuantizedGradients ternary() {
        return new QuantizedGradients(
                "terngrad",
                "TernGrad: each element -1, 0 or 1 times a scale, at random and unbiased",
                new TernaryCodec(),
                (arena, counts) -> new NoMemory());
    }

    static QuantizedGradients oneBit() {
        return new QuantizedGradients(
                "onebit-sgd",
                "1-bit SGD: the sign of each element, with error feedback",
                new SignCodec(),
                ErrorFeedback::new);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public Settings defaults(Recipe recipe, long totalSteps) {
        return Settings.of(name, Parts.sgdDefaults(recipe, totalSteps));
    }

    @Override
    public Strategy strategy(Settings settings, long totalSteps) {
        return new Strategy(
                TalkSchedule.everyStep(),
                new Subject.Gradient(0),
                (group, layout, seed) -> new CodedMean(group, layout, seed, Allocation.matrices(step -> codec), memory),
                Merge.gradients(Parts.sgd(settings), settings.number(Setting.CLIP)),
                Parts.learningRate(settings, totalSteps),
                0);
    }
}

package io.gossamer.train.method;

import static io.gossamer.train.method.Setting.CLIP;
import static io.gossamer.train.method.Setting.CODEC;
import static io.gossamer.train.method.Setting.COMPRESSED_START;
import static io.gossamer.train.method.Setting.DENSITY;
import static io.gossamer.train.method.Setting.ERROR_STRENGTH;
import static io.gossamer.train.method.Setting.GRADIENT_AVERAGING;

import io.gossamer.codec.array.Codec;
import io.gossamer.codec.array.ContractiveCodec;
import io.gossamer.codec.array.UnbiasedCodec;
import io.gossamer.codec.memory.DifferenceMemory;
import io.gossamer.codec.memory.ErrorControl;
import io.gossamer.codec.memory.ErrorFeedback;
import io.gossamer.codec.memory.NoMemory;
import io.gossamer.train.exchange.Allocation;
import io.gossamer.train.exchange.CodedMean;
import io.gossamer.train.schedule.TalkSchedule;
import io.gossamer.train.strategy.Merge;
import io.gossamer.train.strategy.Strategy;
import io.gossamer.train.strategy.Subject;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Gradients said in coded form at every step, with momentum after aggregation: a codec and a memory. What is its own about
 * each of these methods is which two.
 */
record CodedGradients(
        String name,
        String description,
        Map<Setting, String> own,
        Function<Settings, Codec> codec,
        BiFunction<Settings, Codec, CodedMean.MemoryFactory> memory)
        implements Preset {
    static List<Preset> all() {
        return List.of(
                topK("topk", "the largest elements of each gradient, the rest lost", none()),
                // Gradient Dropping: Aji and Heafield, EMNLP 2017.
                topK("topk-ef", "the largest elements of the gradient and all that was not yet sent", kept()),
                // Wen et al., "TernGrad", NeurIPS 2017.
                new CodedGradients(
                        "terngrad",
                        "TernGrad: each element -1, 0 or 1 times a scale, at random and unbiased",
                        Map.of(CODEC, "ternary"),
                        Parts::unbiased,
                        none()),
                // Seide et al., "1-bit stochastic gradient descent", Interspeech 2014.
                new CodedGradients(
                        "onebit-sgd",
                        "1-bit SGD: the sign of each element, with error feedback",
                        Map.of(CODEC, "sign"),
                        Parts::contractive,
                        kept()),
                new CodedGradients(
                        "ef21",
                        "EF21: what the estimate of the gradient lacks, through a contractive codec",
                        Map.of(CODEC, "topk(0.01)+f16", COMPRESSED_START, "false"),
                        Parts::contractive,
                        (settings, contractive) -> DifferenceMemory::ef21),
                new CodedGradients(
                        "ef21-sgdm",
                        "EF21-SGDM: EF21 on a running average of the gradients",
                        Map.of(CODEC, "topk(0.01)+f16", COMPRESSED_START, "false", GRADIENT_AVERAGING, "0.1"),
                        Parts::contractive,
                        (settings, contractive) -> (arena, counts) -> DifferenceMemory.ef21WithMomentum(
                                arena, counts, (float) settings.number(GRADIENT_AVERAGING))),
                new CodedGradients(
                        "diana",
                        "DIANA: what the estimate of the gradient lacks, through an unbiased codec",
                        Map.of(CODEC, "qsgd(15)", COMPRESSED_START, "true"),
                        Parts::unbiased,
                        (settings, unbiased) ->
                                (arena, counts) -> DifferenceMemory.diana(arena, counts, (UnbiasedCodec) unbiased)),
                // Gao, Islamov and Stich, ICLR 2024, arXiv 2311.05645.
                new CodedGradients(
                        "econtrol",
                        "EControl: one message feeds an error, damped, and an estimate of the gradient",
                        Map.of(CODEC, "topk(0.01)+f16", COMPRESSED_START, "false", ERROR_STRENGTH, "0.01"),
                        Parts::contractive,
                        (settings, contractive) -> (arena, counts) ->
                                new ErrorControl(arena, counts, (float) settings.number(ERROR_STRENGTH))));
    }

    private static CodedGradients topK(
            String name, String description, BiFunction<Settings, Codec, CodedMean.MemoryFactory> memory) {
        return new CodedGradients(
                name,
                description,
                Map.of(DENSITY, "0.001"),
                settings -> Parts.codec("topk(" + settings.text(DENSITY) + ")+f16", ContractiveCodec.class),
                memory);
    }

    private static BiFunction<Settings, Codec, CodedMean.MemoryFactory> none() {
        return (settings, codec) -> (arena, counts) -> new NoMemory();
    }

    private static BiFunction<Settings, Codec, CodedMean.MemoryFactory> kept() {
        return (settings, codec) -> ErrorFeedback::new;
    }

    @Override
    public Settings defaults(Recipe recipe, long totalSteps) {
        Map<Setting, String> settings = Parts.sgdDefaults(recipe, totalSteps);
        settings.putAll(own);
        return Settings.of(name, settings);
    }

    @Override
    public Strategy strategy(Settings settings, long totalSteps) {
        Codec coded = codec.apply(settings);
        boolean firstWhole = settings.has(COMPRESSED_START) && !settings.flag(COMPRESSED_START);
        Allocation allocation = Allocation.matrices(step -> coded).from(firstWhole ? 1 : 0);
        return new Strategy(
                TalkSchedule.everyStep(),
                new Subject.Gradient(0),
                site -> new CodedMean(
                        site.group(), site.layout(), site.seed(), allocation, memory.apply(settings, coded)),
                Merge.gradients(Parts.sgd(settings), settings.number(CLIP)),
                Parts.learningRate(settings, totalSteps),
                firstWhole ? 1 : 0);
    }
}

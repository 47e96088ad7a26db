package io.gossamer.train.method;

import static io.gossamer.train.method.Setting.CLIP;
import static io.gossamer.train.method.Setting.DENSITY;
import static io.gossamer.train.method.Setting.MOMENTUM;
import static io.gossamer.train.method.Setting.MOMENTUM_MASKING;
import static io.gossamer.train.method.Setting.NESTEROV;
import static io.gossamer.train.method.Setting.SAMPLE_RATIO;
import static io.gossamer.train.method.Setting.WARMUP_SHAPE;
import static io.gossamer.train.method.Setting.WARMUP_STEPS;
import static io.gossamer.train.method.Setting.WEIGHT_DECAY;

import io.gossamer.codec.array.Float16Codec;
import io.gossamer.codec.memory.MomentumCorrection;
import io.gossamer.codec.sparse.SampledThreshold;
import io.gossamer.codec.sparse.SparseCodec;
import io.gossamer.train.exchange.Allocation;
import io.gossamer.train.exchange.CodedMean;
import io.gossamer.train.optimizer.CorrectedSgd;
import io.gossamer.train.schedule.Density;
import io.gossamer.train.schedule.TalkSchedule;
import io.gossamer.train.strategy.Merge;
import io.gossamer.train.strategy.Strategy;
import io.gossamer.train.strategy.Subject;
import java.util.Arrays;
import java.util.Map;

/**
 * Deep Gradient Compression: momentum correction, local gradient clipping, momentum factor masking and a density that
 * falls during warm-up. Source: Lin, Han, Mao, Wang and Dally, "Deep Gradient Compression: reducing the communication
 * bandwidth for distributed training", ICLR 2018, arXiv 1712.01887.
 */
final class DeepGradientCompression implements Preset {
    private static final int GEOMETRIC_STAGES = 5;
    /** The paper's stages without the first, which takes three quarters of the warm-up's bytes. */
    private static final String THIN_LINK_WARMUP = "0.0625/0.015625/0.00390625";

    @Override
    public String name() {
        return "dgc";
    }

    @Override
    public String description() {
        return "Deep Gradient Compression: few elements, momentum before accumulation";
    }

    @Override
    public Settings defaults(Recipe recipe, long totalSteps) {
        Map<Setting, String> settings = Parts.sgdDefaults(recipe, totalSteps);
        settings.put(DENSITY, "0.001");
        settings.put(WARMUP_STEPS, Long.toString(totalSteps / 10));
        settings.put(WARMUP_SHAPE, THIN_LINK_WARMUP);
        settings.put(SAMPLE_RATIO, "0.01");
        settings.put(MOMENTUM_MASKING, "true");
        return Settings.of(name(), settings);
    }

    @Override
    public Strategy strategy(Settings settings, long totalSteps) {
        Density density = density(settings);
        double sampleRatio = settings.number(SAMPLE_RATIO);
        double momentum = settings.number(MOMENTUM);
        boolean nesterov = settings.flag(NESTEROV);
        boolean masking = settings.flag(MOMENTUM_MASKING);
        return new Strategy(
                TalkSchedule.everyStep(),
                new Subject.Gradient(settings.number(CLIP)),
                site -> new CodedMean(
                        site.group(),
                        site.layout(),
                        site.seed(),
                        Allocation.matrices(step -> new SparseCodec(
                                new SampledThreshold(density.at(step), sampleRatio, true), new Float16Codec())),
                        (arena, counts) -> new MomentumCorrection(
                                arena,
                                counts,
                                (float) momentum,
                                nesterov,
                                masking,
                                tensor -> !Allocation.isMatrix(
                                        site.layout().entries().get(tensor)))),
                Merge.gradients(new CorrectedSgd.Spec(momentum, nesterov, settings.number(WEIGHT_DECAY)), 0),
                Parts.learningRate(settings, totalSteps),
                density.warmupSteps());
    }

    private static Density density(Settings settings) {
        double last = settings.number(DENSITY);
        long steps = settings.whole(WARMUP_STEPS);
        String shape = settings.text(WARMUP_SHAPE);
        return switch (shape) {
            case "paper" -> Density.paper(last, steps);
            case "geometric" -> Density.geometric(last, GEOMETRIC_STAGES, steps);
            default ->
                Density.staged(
                        Arrays.stream(shape.split("/")).map(Double::valueOf).toList(), last, steps);
        };
    }
}

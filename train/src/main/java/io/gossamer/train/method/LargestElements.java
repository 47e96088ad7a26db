package io.gossamer.train.method;

import static io.gossamer.train.method.Setting.CLIP;
import static io.gossamer.train.method.Setting.DENSITY;

import io.gossamer.codec.array.Float16Codec;
import io.gossamer.codec.memory.ErrorFeedback;
import io.gossamer.codec.memory.NoMemory;
import io.gossamer.codec.sparse.SparseCodec;
import io.gossamer.codec.sparse.Sparsifier;
import io.gossamer.codec.sparse.TopK;
import io.gossamer.train.exchange.Allocation;
import io.gossamer.train.exchange.CodedMean;
import io.gossamer.train.schedule.TalkSchedule;
import io.gossamer.train.strategy.Merge;
import io.gossamer.train.strategy.Strategy;
import io.gossamer.train.strategy.Subject;
import java.util.Map;

/**
 * The largest elements of each gradient, exact top-k, with momentum after aggregation: without a memory the naive
 * baseline, with error feedback Gradient Dropping (Aji and Heafield, EMNLP 2017).
 */
final class LargestElements implements Preset {
    private final String name;
    private final String description;
    private final CodedMean.MemoryFactory memory;

    private LargestElements(String name, String description, CodedMean.MemoryFactory memory) {
        this.name = name;
        this.description = description;
        this.memory = memory;
    }

    static LargestElements forgetting() {
        return new LargestElements(
                "topk", "the largest elements of each gradient, the rest lost", (arena, counts) -> new NoMemory());
    }

    static LargestElements withErrorFeedback() {
        return new LargestElements(
                "topk-ef", "the largest elements of the gradient and all that was not yet sent", ErrorFeedback::new);
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
        Map<Setting, String> settings = Parts.sgdDefaults(recipe, totalSteps);
        settings.put(DENSITY, "0.001");
        return Settings.of(name, settings);
    }

    @Override
    public Strategy strategy(Settings settings, long totalSteps) {
        Sparsifier topK = new TopK(settings.number(DENSITY));
        return new Strategy(
                TalkSchedule.everyStep(),
                new Subject.Gradient(0),
                (group, layout, seed) -> new CodedMean(
                        group,
                        layout,
                        seed,
                        Allocation.matrices(step -> new SparseCodec(topK, new Float16Codec())),
                        memory),
                Merge.gradients(Parts.sgd(settings), settings.number(CLIP)),
                Parts.learningRate(settings, totalSteps),
                0);
    }
}

package io.gossamer.train.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.train.strategy.Strategy;
import io.gossamer.train.strategy.Subject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PresetsTest {
    private static final List<String> MODELS = List.of("logistic", "mlp", "lenet", "resnet20", "gpt", "own.pt");

    @Test
    void namesAreUnique() {
        Set<String> names = new HashSet<>();
        Presets.all()
                .forEach(preset ->
                        assertThat(names.add(preset.name())).as(preset.name()).isTrue());
        assertThat(names).contains("allreduce", "topk", "topk-ef", "dgc", "localsgd", "diloco");
    }

    @Test
    void everyPresetMakesAStrategyFromItsOwnDefaultsForEveryModel() {
        for (Preset preset : Presets.all()) {
            for (String model : MODELS) {
                Settings settings = preset.defaults(Recipe.of(model), 100);
                settings.asMap().forEach((key, value) -> Setting.named(key).require(value));
                Strategy strategy = preset.strategy(settings, 100);
                assertThat(strategy.learningRate().at(99))
                        .as(preset.name() + " " + model)
                        .isPositive();
            }
        }
    }

    @Test
    void methodsThatSayGradientsTalkAtEveryStep() {
        for (Preset preset : Presets.all()) {
            Strategy strategy = preset.strategy(preset.defaults(Recipe.of("lenet"), 100), 100);
            if (strategy.subject() instanceof Subject.Gradient) {
                assertThat(strategy.when().due(0)).as(preset.name()).isTrue();
                assertThat(strategy.when().due(1)).as(preset.name()).isTrue();
            }
        }
    }
}

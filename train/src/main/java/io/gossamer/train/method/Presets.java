package io.gossamer.train.method;

import java.util.List;
import java.util.Optional;

/** All methods that {@code --method} takes. A new one is one more line here and one class. */
public final class Presets {
    private static final List<Preset> ALL = List.of(
            new AllReduce(),
            LargestElements.forgetting(),
            LargestElements.withErrorFeedback(),
            QuantizedGradients.ternary(),
            QuantizedGradients.oneBit(),
            new DeepGradientCompression(),
            LocalSteps.localSgd(),
            LocalSteps.diloco());

    private Presets() {}

    public static List<Preset> all() {
        return ALL;
    }

    public static Optional<Preset> find(String name) {
        return ALL.stream().filter(preset -> preset.name().equals(name)).findFirst();
    }
}

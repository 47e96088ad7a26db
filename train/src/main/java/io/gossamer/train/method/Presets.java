package io.gossamer.train.method;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All methods that {@code --method} takes. A new one is one more line here and one class. */
public final class Presets {
    private static final List<Preset> ALL = Stream.of(
                    CodedGradients.all(),
                    FederatedAveraging.all(),
                    AsynchronousFederation.all(),
                    SaddlePoints.all(),
                    Decentralised.all(),
                    LocalSteps.all(),
                    List.of(
                            new AllReduce(),
                            new DeepGradientCompression(),
                            LayerwiseCompression.lGreCo(),
                            LayerwiseCompression.accordion(),
                            LayerwiseCompression.uniform(),
                            new GlobalTopK(),
                            new DenseAdam(),
                            new OneBitAdam(),
                            new OneByte(),
                            CompressedFirst.adam(),
                            CompressedFirst.momentum(),
                            new SlowMo(),
                            new OverlapLocalSgd(),
                            new OverlappedAverages()))
            .flatMap(List::stream)
            .toList();

    private Presets() {}

    public static List<Preset> all() {
        return ALL;
    }

    public static Optional<Preset> find(String name) {
        return ALL.stream().filter(preset -> preset.name().equals(name)).findFirst();
    }
}

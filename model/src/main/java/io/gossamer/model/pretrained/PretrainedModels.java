package io.gossamer.model.pretrained;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the reader of a model's file. */
public final class PretrainedModels {
    private static final List<PretrainedFormat> FORMATS = List.of(new Llama2cFormat());

    private PretrainedModels() {}

    /**
     * Reads a model if its name is that of a file of a known format.
     *
     * @param name without changes
     * @param memory what the weights lie in
     * @throws io.gossamer.core.failure.GossamerException if the file or its tokenizer is missing or damaged
     */
    public static Optional<PretrainedModel> read(String name, Arena memory) {
        Path file = Path.of(name);
        return FORMATS.stream()
                .filter(format -> format.recognises(file))
                .findFirst()
                .map(format -> format.read(file, memory));
    }
}

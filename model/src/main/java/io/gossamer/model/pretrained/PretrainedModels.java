package io.gossamer.model.pretrained;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the reader of a model's file. */
public final class PretrainedModels {
    private static final List<PretrainedFormat> FORMATS = List.of(new Llama2cFormat());

    private PretrainedModels() {}

    /** Whether a model's name, without changes, is that of a file of a known format. */
    public static boolean recognises(String name) {
        return format(name).isPresent();
    }

    private static Optional<PretrainedFormat> format(String name) {
        return FORMATS.stream()
                .filter(format -> format.recognises(Path.of(name)))
                .findFirst();
    }

    /**
     * Reads a model if its name is that of a file of a known format.
     *
     * @param name without changes
     * @param memory what the weights lie in
     * @throws io.gossamer.core.failure.GossamerException if the file or its tokenizer is missing or damaged
     */
    public static Optional<PretrainedModel> read(String name, Arena memory) {
        return format(name).map(format -> format.read(Path.of(name), memory));
    }
}

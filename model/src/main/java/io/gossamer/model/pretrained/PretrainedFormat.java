package io.gossamer.model.pretrained;

import java.lang.foreign.Arena;
import java.nio.file.Path;

/** A format of files that hold language models. */
interface PretrainedFormat {
    /** Whether a file's name is that of such a model; the file need not exist. */
    boolean recognises(Path file);

    /**
     * Reads a model with its tokenizer.
     *
     * @param memory what the weights lie in
     * @throws io.gossamer.core.failure.GossamerException if a file is missing, damaged or of another kind
     */
    PretrainedModel read(Path file, Arena memory);
}

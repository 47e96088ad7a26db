package io.gossamer.generate.learning;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.state.Stateful;
import io.gossamer.generate.data.Examples;
import io.gossamer.model.checkpoint.Checkpoint;
import io.gossamer.model.digest.Sha256;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A file in which a training keeps what it has come to: whoever is killed goes on from there, and what is done need not be done
 * again.
 *
 * @param identity tells the training from every other; what another has kept is not taken up
 */
record Keeper(Path file, String identity) {
    private static final String IDENTITY = "gossamer.training";

    /** For a training on these examples that these words tell all else of. */
    static Keeper of(Path file, Examples examples, String words) {
        Sha256 sha = new Sha256().update(words).update(examples.size()).update(examples.dimension());
        MemorySegment example = MemorySegment.ofArray(new float[examples.dimension()]);
        for (int i = 0; i < examples.size(); i++) {
            examples.read(i, example, 0);
            sha.update(examples.label(i)).update(example);
        }
        return new Keeper(file, sha.hex());
    }

    /** Leaves the state as it is if nothing of this training has been kept. */
    void restore(Stateful state) {
        if (Files.exists(file) && identity.equals(Checkpoint.metadata(file).get(IDENTITY))) {
            Checkpoint.restore(file, state);
        }
    }

    void keep(Stateful state) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new GossamerException(
                    "The folder of %s cannot be made: %s".formatted(file, e), "Check its path and permissions.", e);
        }
        Checkpoint.save(file, state, Map.of(IDENTITY, identity));
    }
}

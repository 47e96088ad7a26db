package io.gossamer.model.pretrained;

import io.gossamer.core.failure.GossamerException;
import java.nio.file.Path;

/** Bytes that are not what their format says. */
final class DamagedModelException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedModelException(String message) {
        super(message);
    }

    /** The failure that tells a user. */
    GossamerException of(Path file, String what) {
        return new GossamerException(
                file + " is not " + what + ": " + getMessage(), "Replace the file with an intact copy.", this);
    }

    static void require(boolean condition, String message) throws DamagedModelException {
        if (!condition) {
            throw new DamagedModelException(message);
        }
    }
}

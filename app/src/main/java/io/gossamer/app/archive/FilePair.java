package io.gossamer.app.archive;

import io.gossamer.core.failure.GossamerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file that is read and the one that is written: what must hold of them before and after. */
final class FilePair {
    /** Writes a file as a whole or not at all. */
    @FunctionalInterface
    interface Writing {
        void to(Path file) throws IOException;
    }

    private FilePair() {}

    /** @throws GossamerException if {@code in} is no file, or {@code out} is {@code in} or cannot be replaced by a file */
    static void check(Path in, Path out) {
        if (!Files.exists(in)) {
            throw new GossamerException(in + " does not exist", "Name the file to read.");
        }
        if (!Files.isRegularFile(in)) {
            throw new GossamerException(in + " is no regular file", "Name the file to read.");
        }
        Path folder = out.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new GossamerException(out + " has no folder to stand in", "Create its folder, or name another file.");
        }
        if (Files.exists(out) && !Files.isRegularFile(out)) {
            // A device would be replaced by a file.
            throw new GossamerException(out + " is no regular file", "Name a file to write.");
        }
        try {
            if (Files.exists(out) && Files.isSameFile(in, out)) {
                throw new GossamerException(in + " would overwrite itself", "Name another file to write.");
            }
        } catch (IOException e) {
            throw unwritable(out, e);
        }
    }

    static void write(Path out, Writing writing) {
        try {
            writing.to(out);
        } catch (IOException e) {
            throw unwritable(out, e);
        }
    }

    static CodedArray.Size sizes(Path in, Path out) {
        try {
            return new CodedArray.Size(Files.size(in), Files.size(out));
        } catch (IOException e) {
            throw unwritable(out, e);
        }
    }

    private static GossamerException unwritable(Path out, IOException e) {
        return new GossamerException(
                "%s cannot be written: %s".formatted(out, e),
                "Check that its folder is writable and has space left.",
                e);
    }
}

package io.gossamer.model.data.file;

import io.gossamer.core.failure.GossamerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of a folder, found by patterns on their lower-case names. */
final class Folder {
    private final Path path;
    private final List<Path> files;

    private Folder(Path path, List<Path> files) {
        this.path = path;
        this.files = files;
    }

    static Folder open(Path path) {
        try (Stream<Path> entries = Files.list(path)) {
            return new Folder(
                    path, entries.filter(Files::isRegularFile).sorted().toList());
        } catch (IOException e) {
            throw DataFile.failure(path, e);
        }
    }

    Path path() {
        return path;
    }

    List<Path> matching(Pattern pattern) {
        return files.stream()
                .filter(file -> pattern.matcher(file.getFileName().toString().toLowerCase(Locale.ROOT))
                        .matches())
                .toList();
    }

    /**
     * The one file that matches; a plain file is taken before its gzip.
     *
     * @throws GossamerException if several match
     */
    Optional<Path> single(Pattern pattern, String what) {
        List<Path> found = matching(pattern);
        List<Path> plain = found.stream()
                .filter(file -> !file.getFileName().toString().endsWith(".gz"))
                .toList();
        List<Path> candidates = plain.isEmpty() ? found : plain;
        if (candidates.size() > 1) {
            throw new GossamerException(
                    "%s holds several files of %s: %s".formatted(path, what, names(candidates)),
                    "Give each data set a folder of its own.");
        }
        return candidates.stream().findFirst();
    }

    private static List<String> names(List<Path> files) {
        return files.stream().map(file -> file.getFileName().toString()).toList();
    }
}

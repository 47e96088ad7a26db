package io.gossamer.core.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * A table of tab-separated text: lines that begin with # are comments, the first other line is the header. Errors name
 * the file and the line.
 */
record Table(String name, String text) {

    static Table resource(String name) {
        try (InputStream in = Table.class.getResourceAsStream(name)) {
            Objects.requireNonNull(in, () -> "the build left out " + name);
            return new Table(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }

    /**
     * Turns each row into an object.
     *
     * @throws IllegalStateException if the header is another one, a row has too few or too many fields, or {@code
     *     reading} refuses it
     */
    <T> List<T> rows(List<String> header, Function<List<String>, T> reading) {
        List<T> rows = new ArrayList<>();
        boolean started = false;
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            List<String> fields = List.of(line.split("\t", -1));
            if (!started) {
                require(fields.equals(header), number, "the header is not " + header, null);
                started = true;
                continue;
            }
            require(fields.size() == header.size(), number, fields.size() + " fields, not " + header.size(), null);
            rows.add(read(fields, reading, number));
        }
        return rows;
    }

    private <T> T read(List<String> fields, Function<List<String>, T> reading, int line) {
        try {
            return reading.apply(fields);
        } catch (IllegalArgumentException e) {
            throw failure(line, e.getMessage(), e);
        }
    }

    private void require(boolean holds, int line, String failure, Throwable cause) {
        if (!holds) {
            throw failure(line, failure, cause);
        }
    }

    private IllegalStateException failure(int line, String failure, Throwable cause) {
        return new IllegalStateException(name + " line " + line + ": " + failure, cause);
    }
}

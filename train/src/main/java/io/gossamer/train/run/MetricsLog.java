package io.gossamer.train.run;

import io.gossamer.core.failure.GossamerException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Appends events to a {@code metrics.jsonl}, each at once, so that what is read there is never older than the run. */
public final class MetricsLog implements AutoCloseable {
    private final Path file;
    private final BufferedWriter writer;

    public MetricsLog(Path file) {
        this.file = file;
        try {
            writer = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException unwritable) {
            throw unwritable(unwritable);
        }
    }

    public void append(Event event) {
        try {
            writer.write(Json.line(event));
            writer.newLine();
            writer.flush();
        } catch (IOException unwritable) {
            throw unwritable(unwritable);
        }
    }

    private GossamerException unwritable(IOException cause) {
        return new GossamerException(
                "Cannot write " + file + " (" + cause.getMessage() + ")",
                "Check the rights and the free space, then go on with --resume.",
                cause);
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException unwritable) {
            throw unwritable(unwritable);
        }
    }
}

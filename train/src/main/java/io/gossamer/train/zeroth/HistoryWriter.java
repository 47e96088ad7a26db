package io.gossamer.train.zeroth;

import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.core.failure.GossamerException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Appends rounds to a history. The file is opened with the first of them: round 0 begins it anew, a later one goes on
 * behind the rounds before it and drops what a run that went further had written.
 */
final class HistoryWriter implements AutoCloseable {
    private final Path file;
    private final HistoryHeader header;
    private final ByteWriter out = new ByteWriter();
    private FileChannel channel;

    HistoryWriter(Path file, HistoryHeader header) {
        this.file = file;
        this.header = header;
    }

    /** @throws GossamerException if it cannot be written, or what stands there does not lead up to this round */
    void append(Round round) {
        try {
            if (channel == null) {
                open(round.step());
            }
            RoundHead.write(header, round, out);
            write(out.written());
        } catch (IOException unwritable) {
            throw new GossamerException(
                    "Cannot write " + file + " (" + unwritable.getClass().getSimpleName() + ")",
                    "Check the rights and the free space.",
                    unwritable);
        }
    }

    private void open(long rounds) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (rounds == 0) {
            channel.truncate(0);
            header.write(out);
            write(out.written());
        } else {
            goOn(rounds);
        }
    }

    private void goOn(long rounds) throws IOException {
        Optional<ScalarHistory> before = before();
        if (before.isEmpty() || before.get().rounds() < rounds) {
            throw new GossamerException(
                    file + " does not hold the scalars up to the checkpoint", "Restore the file, or start a new run.");
        }
        long length = before.get().bytes(rounds);
        channel.truncate(length).position(length);
    }

    /** What stands there, if it is a history that begins as this one. */
    private Optional<ScalarHistory> before() throws IOException {
        try {
            return Optional.of(ScalarHistory.of(Files.readAllBytes(file)))
                    .filter(history -> history.header().equals(header));
        } catch (CorruptMessageException noHistory) {
            return Optional.empty();
        }
    }

    private void write(MemorySegment bytes) throws IOException {
        ByteBuffer buffer = bytes.asByteBuffer();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    @Override
    public void close() {
        out.close();
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException unwritable) {
            throw new GossamerException(
                    "Cannot write " + file + " (" + unwritable.getClass().getSimpleName() + ")",
                    "Check the free space.",
                    unwritable);
        }
    }
}

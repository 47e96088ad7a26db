package io.gossamer.train.zeroth;

import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.core.failure.GossamerException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

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
            header.writeRound(round, out);
            write(out.written());
        } catch (IOException unwritable) {
            throw new GossamerException(
                    "Cannot write " + file + " (" + unwritable.getClass().getSimpleName() + ")",
                    "Check the rights and the free space.",
                    unwritable);
        }
    }

    private void open(long rounds) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (rounds == 0) {
            channel.truncate(0);
            header.write(out);
            write(out.written());
        } else {
            goOn(HistoryHeader.BYTES + rounds * header.roundBytes());
        }
    }

    private void goOn(long length) throws IOException {
        if (!begins() || channel.size() < length) {
            throw new GossamerException(
                    file + " does not hold the scalars up to the checkpoint", "Restore the file, or start a new run.");
        }
        channel.truncate(length).position(length);
    }

    private boolean begins() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(HistoryHeader.BYTES);
        int read = 0;
        while (bytes.hasRemaining() && read >= 0) {
            read = channel.read(bytes);
        }
        try {
            return HistoryHeader.read(MemorySegment.ofBuffer(bytes.flip())).equals(header);
        } catch (CorruptMessageException noHeader) {
            return false;
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

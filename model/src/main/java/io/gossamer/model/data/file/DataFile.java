package io.gossamer.model.data.file;

import io.gossamer.core.failure.GossamerException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A data file, plain or gzip (told apart by its first bytes), read front to back. It allocates nothing that the file
 * cannot hold: a plain file by its size, a gzip file by the most that deflate can expand.
 */
final class DataFile implements AutoCloseable {
    /** No data file may hold more than this, expanded. */
    static final long LIMIT = 4L << 30;

    /** Deflate codes at most 258 bytes in two bits (RFC 1951), a little less than 1,032 to 1. */
    private static final long DEFLATE_RATIO = 1032;

    private static final int CHUNK = 1 << 16;

    private final Path path;
    private final InputStream input;
    private final long bound;
    private final boolean compressed;
    private long position;

    private DataFile(Path path, InputStream input, long bound, boolean compressed) {
        this.path = path;
        this.input = input;
        this.bound = bound;
        this.compressed = compressed;
    }

    static DataFile open(Path path) {
        InputStream raw = null;
        try {
            long size = Files.size(path);
            raw = new BufferedInputStream(Files.newInputStream(path), CHUNK);
            raw.mark(2);
            boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
            raw.reset();
            InputStream input = gzip ? new GZIPInputStream(raw, CHUNK) : raw;
            return new DataFile(path, input, gzip ? Math.min(LIMIT, size * DEFLATE_RATIO) : size, gzip);
        } catch (IOException e) {
            closeAfter(e, raw);
            throw failure(path, e);
        }
    }

    /** The most bytes that the file may hold, expanded; exact where it is not compressed. */
    long bound() {
        return bound;
    }

    /**
     * Reads a big-endian 32-bit number.
     *
     * @param what names the field in the message if the file ends within it
     */
    int readInt(String what) {
        byte[] bytes = new byte[Integer.BYTES];
        readFully(bytes, bytes.length, what);
        int value = 0;
        for (byte b : bytes) {
            value = value << 8 | b & 0xFF;
        }
        return value;
    }

    byte[] readBytes(int count, String what) {
        require(count, what);
        byte[] bytes = new byte[count];
        readFully(bytes, count, what);
        return bytes;
    }

    MemorySegment readSegment(long count, String what, Arena arena) {
        require(count, what);
        MemorySegment segment = arena.allocate(count);
        byte[] chunk = new byte[(int) Math.min(CHUNK, count)];
        for (long done = 0; done < count; ) {
            int n = (int) Math.min(chunk.length, count - done);
            readFully(chunk, n, what);
            MemorySegment.copy(chunk, 0, segment, ValueLayout.JAVA_BYTE, done, n);
            done += n;
        }
        return segment;
    }

    /** Reads what is left, failing if that is more than {@code limit} bytes. */
    byte[] readRest(int limit) {
        try {
            byte[] bytes = input.readNBytes(limit);
            position += bytes.length;
            if (input.read() >= 0) {
                throw damaged("holds more than the %,d bytes that are supported".formatted(limit));
            }
            return bytes;
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    /** Checks that nothing follows; for gzip this also checks its checksum. */
    void expectEnd() {
        try {
            if (input.read() >= 0) {
                throw damaged("goes on after its %,d bytes of data".formatted(position));
            }
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    /** A failure that names this file. */
    GossamerException damaged(String problem) {
        return damaged(path, problem);
    }

    static GossamerException damaged(Path path, String problem) {
        return new GossamerException(
                "%s %s".formatted(path, problem), "Replace the file with an intact copy, or name another one.");
    }

    private void require(long count, String what) {
        long left = bound - position;
        if (count > left) {
            throw damaged("is truncated: %s need %,d bytes, and %s %,d are left"
                    .formatted(what, count, compressed ? "at most" : "only", left));
        }
    }

    private void readFully(byte[] target, int count, String what) {
        try {
            int n = input.readNBytes(target, 0, count);
            position += n;
            if (n < count) {
                throw damaged("is truncated: it ends within %s, after %,d bytes".formatted(what, position));
            }
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    static GossamerException failure(Path path, IOException e) {
        return switch (e) {
            case EOFException _ -> damaged(path, "is truncated: its compressed data ends too early");
            case ZipException _ -> damaged(path, "has damaged compressed data: " + e.getMessage());
            case NoSuchFileException _ ->
                new GossamerException(path + " does not exist", "Check the path given with --data.", e);
            default ->
                new GossamerException(
                        "%s cannot be read: %s".formatted(path, e), "Check the file and its permissions.", e);
        };
    }

    private static void closeAfter(IOException failure, InputStream input) {
        if (input == null) {
            return;
        }
        try {
            input.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        try {
            input.close();
        } catch (IOException e) {
            throw failure(path, e);
        }
    }
}

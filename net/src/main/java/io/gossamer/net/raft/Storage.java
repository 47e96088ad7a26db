package io.gossamer.net.raft;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Where a replica keeps what it must not forget: files by name. */
public interface Storage {
    /** Puts a file in place of an earlier one: after a power loss, one of the two is there, whole. */
    void write(String name, byte[] content) throws IOException;

    /** Writes behind the end of a file, which need not exist; on return, the bytes outlast a power loss. */
    void append(String name, byte[] content) throws IOException;

    /** A file's content; empty if there is none of that name. */
    Optional<byte[]> read(String name) throws IOException;

    /**
     * Memory that ends with the process. A replica that had it must not come back under its old number, since it would
     * not know what it voted.
     */
    static Storage inMemory() {
        Map<String, ByteArrayOutputStream> files = new HashMap<>();
        return new Storage() {
            @Override
            public void write(String name, byte[] content) {
                files.remove(name);
                append(name, content);
            }

            @Override
            public void append(String name, byte[] content) {
                files.computeIfAbsent(name, key -> new ByteArrayOutputStream()).writeBytes(content);
            }

            @Override
            public Optional<byte[]> read(String name) {
                return Optional.ofNullable(files.get(name)).map(ByteArrayOutputStream::toByteArray);
            }
        };
    }
}

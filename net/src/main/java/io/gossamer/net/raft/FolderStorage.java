package io.gossamer.net.raft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Files of a folder, each change of which is on the disk when the call returns. */
public final class FolderStorage implements Storage {
    private static final String UNFINISHED = ".new";

    private final Path folder;

    /**
     * @param folder made if it is not there
     * @throws IOException if it cannot be made
     */
    public FolderStorage(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    @Override
    public void write(String name, byte[] content) throws IOException {
        Path unfinished = folder.resolve(name + UNFINISHED);
        put(unfinished, content, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
        Files.move(unfinished, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        flushNames();
    }

    @Override
    public void append(String name, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        boolean fresh = !Files.exists(file);
        put(file, content, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if (fresh) {
            flushNames();
        }
    }

    private static void put(Path file, byte[] content, OpenOption how, OpenOption where) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, how, where)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** A new name in a folder is on the disk once the folder is. */
    private void flushNames() throws IOException {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    @Override
    public Optional<byte[]> read(String name) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(folder.resolve(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}

package io.gossamer.net.identity;

import io.gossamer.core.failure.GossamerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** A node key in a file that only its owner can read. */
public final class KeyFile {
    private static final long LARGEST = 16 << 10;
    private static final Set<PosixFilePermission> OWNER =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private KeyFile() {}

    /**
     * Reads the key of {@code file}, or makes one there.
     *
     * @throws GossamerException if the file is no key, or if others can read it
     */
    public static NodeKey readOrCreate(Path file) {
        if (Files.exists(file)) {
            return read(file);
        }
        NodeKey key = NodeKey.create();
        write(key, file);
        return key;
    }

    /**
     * Writes a key to a new file.
     *
     * @throws GossamerException if there is such a file already, or if it cannot be written
     */
    public static void write(NodeKey key, Path file) {
        try {
            write(key.pem().getBytes(StandardCharsets.US_ASCII), file);
        } catch (FileAlreadyExistsException e) {
            throw new GossamerException(
                    "There is a file " + file + " already", "Keep it: a lost key cannot be made again.", e);
        } catch (IOException e) {
            throw new GossamerException("Cannot write the key " + file + ": " + e, "Check the folder's rights.", e);
        }
    }

    /** The rights come with the creation: not for a moment can others read it. */
    private static void write(byte[] bytes, Path file) throws IOException {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] rights =
                posix ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)} : new FileAttribute<?>[0];
        Set<StandardOpenOption> create = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (SeekableByteChannel channel = Files.newByteChannel(file, create, rights)) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                channel.write(left);
            }
        }
    }

    /**
     * Reads a key.
     *
     * @throws GossamerException if the file is no key, or if others can read it
     */
    public static NodeKey read(Path file) {
        try {
            requirePrivate(file);
            if (Files.size(file) > LARGEST) {
                throw new GossamerException(file + " is too long for a key", "Name the file of this node's key.");
            }
            return NodeKey.parse(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new GossamerException("Cannot read the key " + file + ": " + e, "Check the path and its rights.", e);
        }
    }

    private static void requirePrivate(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view != null && !OWNER.containsAll(view.readAttributes().permissions())) {
            throw new GossamerException(
                    "Others than its owner may use the key " + file,
                    "Run 'chmod 600 " + file + "', or make a new key if somebody may have read it.");
        }
    }
}

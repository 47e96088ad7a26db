package io.gossamer.model.digest;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A running SHA-256 (FIPS 180-4). Numbers enter as 8 big-endian bytes, strings as their length and their UTF-8. */
public final class Sha256 {
    private static final int SLICE = 1 << 16;
    private static final int FILE_BUFFER = 1 << 18;

    private final MessageDigest digest;

    public Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** Digests a whole file. */
    public static String ofFile(Path file) throws IOException {
        Sha256 sha = new Sha256();
        ByteBuffer buffer = ByteBuffer.allocate(FILE_BUFFER);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (channel.read(buffer) >= 0) {
                sha.update(buffer.flip());
                buffer.clear();
            }
        }
        return sha.hex();
    }

    public Sha256 update(long number) {
        return update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
    }

    public Sha256 update(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return update(bytes.length).update(bytes);
    }

    public Sha256 update(byte[] bytes) {
        digest.update(bytes);
        return this;
    }

    /** Consumes what remains in the buffer. */
    public Sha256 update(ByteBuffer bytes) {
        digest.update(bytes);
        return this;
    }

    /** The segment may lie off the heap or in an array of any type. */
    public Sha256 update(MemorySegment bytes) {
        byte[] slice = new byte[(int) Math.min(SLICE, bytes.byteSize())];
        for (long from = 0; from < bytes.byteSize(); from += slice.length) {
            int count = (int) Math.min(slice.length, bytes.byteSize() - from);
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, from, slice, 0, count);
            digest.update(slice, 0, count);
        }
        return this;
    }

    /** Ends the digest; 64 lower-case hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}

package io.gossamer.model.checkpoint;

import io.gossamer.model.digest.Sha256;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes safetensors files: 8 bytes of little-endian header length, a JSON header padded with spaces to a multiple of 8
 * bytes, the arrays. The bytes are a function of names, types, shapes, values and metadata alone: wider elements stand
 * first, then names in ascending order, as does the metadata.
 */
public final class SafetensorsWriter {
    private static final int CHUNK = 1 << 20;
    static final String NO_CHECKSUM = "0".repeat(64);

    private final List<ArrayDescription> arrays;
    private final ArrayLoader loader;

    /** @throws IllegalArgumentException if two arrays have the same name */
    public SafetensorsWriter(List<NamedArray> arrays) {
        this(arrays.stream().map(NamedArray::description).toList(), inMemory(arrays));
    }

    /**
     * Of arrays that need not be in memory together.
     *
     * @param loader is asked for one after the other when the file is written
     * @throws IllegalArgumentException if two arrays have the same name
     */
    public SafetensorsWriter(List<ArrayDescription> arrays, ArrayLoader loader) {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new IllegalStateException("safetensors are little-endian, and so must this machine be");
        }
        Set<String> names = new HashSet<>();
        for (ArrayDescription array : arrays) {
            if (!names.add(array.name())) {
                throw new IllegalArgumentException("two arrays are named " + array.name());
            }
        }
        this.arrays = arrays.stream().sorted(Header.ORDER).toList();
        this.loader = loader;
    }

    private static ArrayLoader inMemory(List<NamedArray> arrays) {
        Map<String, MemorySegment> data = new HashMap<>();
        arrays.forEach(array -> data.put(array.name(), array.data()));
        return data::get;
    }

    /**
     * Writes the file atomically.
     *
     * @return the SHA-256 of the file
     */
    public String write(Path file, Map<String, String> metadata) throws IOException {
        return write(file, paddedHeader(metadata));
    }

    /**
     * Writes the file with a checksum of itself in its metadata: the SHA-256 of header and data, with the checksum's own
     * digits taken as zeros.
     *
     * @param key the metadata's key for the checksum
     * @return the SHA-256 of the file
     */
    String writeChecksummed(Path file, Map<String, String> metadata, String key) throws IOException {
        Map<String, String> all = new HashMap<>(metadata);
        if (all.put(key, NO_CHECKSUM) != null) {
            throw new IllegalArgumentException("metadata already holds " + key);
        }
        byte[] header = paddedHeader(all);
        Sha256 sha = new Sha256().update(header);
        for (ArrayDescription array : arrays) {
            sha.update(load(array));
        }
        all.put(key, sha.hex());
        return write(file, paddedHeader(all));
    }

    private byte[] paddedHeader(Map<String, String> metadata) {
        byte[] json = Header.of(arrays, metadata).toJson().getBytes(StandardCharsets.UTF_8);
        int padding = -json.length & 7;
        ByteBuffer padded = ByteBuffer.allocate(json.length + padding).put(json);
        while (padded.hasRemaining()) {
            padded.put((byte) ' ');
        }
        return padded.array();
    }

    private String write(Path file, byte[] header) throws IOException {
        Sha256 sha = new Sha256();
        AtomicFile.write(file, channel -> {
            ByteBuffer prefix = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            write(channel, prefix.putLong(header.length).flip(), sha);
            write(channel, ByteBuffer.wrap(header), sha);
            ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
            for (ArrayDescription array : arrays) {
                write(channel, load(array), chunk, sha);
            }
        });
        return sha.hex();
    }

    private MemorySegment load(ArrayDescription array) throws IOException {
        MemorySegment data = loader.load(array.name());
        if (data.byteSize() != array.bytes()) {
            throw new IllegalArgumentException("array %s: %d bytes where its shape needs %d"
                    .formatted(array.name(), data.byteSize(), array.bytes()));
        }
        return data;
    }

    private static void write(FileChannel channel, MemorySegment data, ByteBuffer chunk, Sha256 sha)
            throws IOException {
        for (long from = 0; from < data.byteSize(); from += CHUNK) {
            int count = (int) Math.min(CHUNK, data.byteSize() - from);
            chunk.clear().limit(count);
            MemorySegment.copy(
                    data, ValueLayout.JAVA_BYTE, from, MemorySegment.ofBuffer(chunk), ValueLayout.JAVA_BYTE, 0, count);
            write(channel, chunk, sha);
        }
    }

    private static void write(FileChannel channel, ByteBuffer bytes, Sha256 sha) throws IOException {
        sha.update(bytes.duplicate());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}

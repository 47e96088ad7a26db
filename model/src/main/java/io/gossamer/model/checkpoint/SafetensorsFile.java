package io.gossamer.model.checkpoint;

import io.gossamer.core.failure.GossamerException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * A safetensors file, mapped into memory: arrays are views of the file, nothing is copied. The header is checked before
 * anything is handed out: its size is bounded, names are unique, and the arrays fill the file without gap or overlap.
 * The values themselves are not looked at.
 */
public final class SafetensorsFile {
    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int PREFIX = Long.BYTES;

    private final Path path;
    private final MemorySegment headerBytes;
    private final MemorySegment data;
    private final Header header;
    private final Map<String, TensorInfo> byName = new HashMap<>();

    private SafetensorsFile(Path path, MemorySegment headerBytes, MemorySegment data, Header header) {
        this.path = path;
        this.headerBytes = headerBytes;
        this.data = data;
        this.header = header;
        header.tensors().forEach(tensor -> byName.put(tensor.name(), tensor));
    }

    /**
     * Maps and checks a file.
     *
     * @param arena how long, and for which threads, the file stays mapped
     * @throws GossamerException if the file is missing or no valid safetensors file; the message says which
     */
    public static SafetensorsFile open(Path path, Arena arena) {
        try {
            return check(path, map(path, arena));
        } catch (NoSuchFileException e) {
            throw new GossamerException(path + " does not exist", "Check the path of the safetensors file.", e);
        } catch (IOException e) {
            throw new GossamerException(
                    "%s cannot be read: %s".formatted(path, e), "Check the file and its permissions.", e);
        }
    }

    private static MemorySegment map(Path path, Arena arena) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        }
    }

    private static SafetensorsFile check(Path path, MemorySegment file) {
        if (file.byteSize() < PREFIX) {
            throw damaged(path, "is truncated: %d bytes hold no safetensors header".formatted(file.byteSize()));
        }
        long length = file.get(LENGTH, 0);
        if (length < 2 || length > Header.LIMIT) {
            throw damaged(
                    path,
                    "is no safetensors file: it claims a header of %s bytes".formatted(Long.toUnsignedString(length)));
        }
        if (length > file.byteSize() - PREFIX) {
            throw damaged(
                    path, "is truncated: it has %,d bytes and a header of %,d".formatted(file.byteSize(), length));
        }
        MemorySegment headerBytes = file.asSlice(PREFIX, length);
        MemorySegment data = file.asSlice(PREFIX + length);
        try {
            Header header = Header.parse(decode(headerBytes.asByteBuffer()), data.byteSize());
            return new SafetensorsFile(path, headerBytes, data, header);
        } catch (Header.MalformedException e) {
            throw damaged(path, "has a damaged header, which " + e.getMessage());
        }
    }

    private static String decode(ByteBuffer header) throws Header.MalformedException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(header).toString();
        } catch (CharacterCodingException e) {
            throw new Header.MalformedException("is no UTF-8 text");
        }
    }

    static GossamerException damaged(Path path, String problem) {
        return new GossamerException(
                "%s %s".formatted(path, problem), "Use an intact copy of the file, or an earlier checkpoint.");
    }

    public Path path() {
        return path;
    }

    /** The file's metadata in the order of its keys. */
    public SortedMap<String, String> metadata() {
        return header.metadata();
    }

    /** All arrays in the order of their data. */
    public List<TensorInfo> tensors() {
        return header.tensors();
    }

    /** @throws GossamerException if there is no array of that name */
    public TensorInfo tensor(String name) {
        TensorInfo tensor = byName.get(name);
        if (tensor == null) {
            throw damaged(path, "holds no array '%s'".formatted(name));
        }
        return tensor;
    }

    /** An array's bytes, little-endian, read-only, perhaps unaligned; valid as long as the arena. */
    public MemorySegment data(String name) {
        TensorInfo tensor = tensor(name);
        return data.asSlice(tensor.begin(), tensor.bytes());
    }

    MemorySegment headerBytes() {
        return headerBytes;
    }

    MemorySegment allData() {
        return data;
    }
}

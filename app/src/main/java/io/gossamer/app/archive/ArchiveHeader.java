package io.gossamer.app.archive;

import io.gossamer.codec.Codecs;
import io.gossamer.codec.array.Codec;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.bits.LittleEndian;
import io.gossamer.codec.message.ExpectedSection;
import io.gossamer.codec.message.Kind;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.model.checkpoint.ArrayDescription;
import io.gossamer.model.checkpoint.DType;
import java.lang.foreign.MemorySegment;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * What stands at the start of an archive, byte by byte as the package says.
 *
 * @param source the format that was read
 * @param seed of what the codec drew
 * @param metadata of the source
 * @param arrays in the order of their records
 */
record ArchiveHeader(
        FileFormat source, long seed, Codec codec, SortedMap<String, String> metadata, List<ArrayDescription> arrays) {
    /** Magic, version, length: what must be read to know how much to read. */
    static final int PREFIX = 9;

    static final int LIMIT = 1 << 24;
    static final int CHECKSUM = Integer.BYTES;
    static final int MAXIMUM_ARRAYS = 1 << 20;
    static final int MAXIMUM_RANK = 64;
    /** The codecs count elements in an int. */
    static final long MAXIMUM_ELEMENTS = Integer.MAX_VALUE;

    private static final int MAGIC = 0x52414D47;
    private static final int VERSION = 1;
    private static final int LENGTH_OFFSET = 5;
    private static final int MAXIMUM_SPEC = 255;

    /** What the frame of a float32 array holds, by the array's place. */
    List<ExpectedSection> expected(int place) {
        return List.of(
                new ExpectedSection(place, Kind.COMPRESSED, arrays.get(place).elements(), codec));
    }

    /** @throws GossamerException if there is more of something than an archive holds */
    void write(ByteWriter out) {
        out.putInt(MAGIC);
        out.putByte(VERSION);
        out.putInt(0);
        out.putByte(source.code());
        out.putLong(seed);
        putText(out, codec.spec());
        out.putVarint(metadata.size());
        metadata.forEach((key, value) -> {
            putText(out, key);
            putText(out, value);
        });
        out.putVarint(arrays.size());
        for (ArrayDescription array : arrays) {
            putArray(out, array);
        }
        long length = out.position() + CHECKSUM;
        requireFits(length <= LIMIT && arrays.size() <= MAXIMUM_ARRAYS, "the names and metadata of the source");
        requireFits(codec.spec().length() <= MAXIMUM_SPEC, "the specification of the codec");
        out.setInt(LENGTH_OFFSET, (int) length);
        out.putInt(checksum(out.written()));
    }

    private static void putArray(ByteWriter out, ArrayDescription array) {
        requireFits(array.shape().length <= MAXIMUM_RANK, "the shape of array '" + array.name() + "'");
        requireFits(
                array.type() != DType.F32 || array.elements() <= MAXIMUM_ELEMENTS,
                "array '%s' of %,d elements".formatted(array.name(), array.elements()));
        requireFits(isPrintable(array.name()), "a name with control characters");
        putText(out, array.name());
        putText(out, array.type().name());
        out.putVarint(array.shape().length);
        for (long size : array.shape()) {
            out.putVarint(size);
        }
    }

    private static void requireFits(boolean fits, String what) {
        if (!fits) {
            throw new GossamerException(
                    what + " does not fit into an archive",
                    "An archive holds 2^20 arrays of 64 dimensions and 2^31 - 1 float32 elements; divide the source.");
        }
    }

    private static void putText(ByteWriter out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.putVarint(bytes.length);
        out.putBytes(MemorySegment.ofArray(bytes));
    }

    /**
     * The whole header's length, by its first {@link #PREFIX} bytes.
     *
     * @throws CorruptMessageException if this is no archive, or one of another version
     */
    static int length(MemorySegment prefix) throws CorruptMessageException {
        ByteReader in = new ByteReader(prefix);
        require(in.readInt() == MAGIC, "it is no archive of Gossamer");
        int version = in.readByte();
        require(version == VERSION, "its version is " + version + "; this build knows " + VERSION);
        int length = in.readInt();
        require(length > PREFIX + CHECKSUM && length <= LIMIT, "it claims a header of " + length + " bytes");
        return length;
    }

    /**
     * Reads and checks a whole header.
     *
     * @throws CorruptMessageException if it breaks the format, or its codec is unknown; nothing is allocated by its word
     */
    static ArchiveHeader parse(MemorySegment bytes) throws CorruptMessageException {
        long body = bytes.byteSize() - CHECKSUM;
        require(
                bytes.get(LittleEndian.INT, body) == checksum(bytes.asSlice(0, body)),
                "the checksum of its header does not match");
        ByteReader in = new ByteReader(bytes.asSlice(0, body));
        in.readBytes(PREFIX);
        int source = in.readByte();
        FileFormat format = FileFormat.ofCode(source)
                .orElseThrow(() -> new CorruptMessageException("its source has the unknown format " + source));
        long seed = in.readLong();
        Codec codec = readCodec(in);
        SortedMap<String, String> metadata = readMetadata(in);
        List<ArrayDescription> arrays = readArrays(in);
        in.requireEnd();
        return new ArchiveHeader(format, seed, codec, metadata, arrays);
    }

    private static Codec readCodec(ByteReader in) throws CorruptMessageException {
        String spec = readText(in, MAXIMUM_SPEC);
        try {
            return Codecs.parse(spec);
        } catch (GossamerException e) {
            throw new CorruptMessageException("this build does not know its codec: " + e.getMessage(), e);
        }
    }

    private static SortedMap<String, String> readMetadata(ByteReader in) throws CorruptMessageException {
        SortedMap<String, String> metadata = new TreeMap<>();
        long entries = in.readVarint(LIMIT);
        for (long i = 0; i < entries; i++) {
            String key = readText(in, LIMIT);
            require(metadata.isEmpty() || metadata.lastKey().compareTo(key) < 0, "its metadata is out of order");
            metadata.put(key, readText(in, LIMIT));
        }
        return metadata;
    }

    private static List<ArrayDescription> readArrays(ByteReader in) throws CorruptMessageException {
        List<ArrayDescription> arrays = new ArrayList<>();
        Set<String> names = new HashSet<>();
        long count = in.readVarint(MAXIMUM_ARRAYS);
        for (long i = 0; i < count; i++) {
            ArrayDescription array = readArray(in);
            require(names.add(array.name()), "two of its arrays are named '" + array.name() + "'");
            arrays.add(array);
        }
        return List.copyOf(arrays);
    }

    private static ArrayDescription readArray(ByteReader in) throws CorruptMessageException {
        String name = readText(in, LIMIT);
        require(isPrintable(name), "the name of one of its arrays holds control characters");
        String typeName = readText(in, MAXIMUM_SPEC);
        DType type = Arrays.stream(DType.values())
                .filter(known -> known.name().equals(typeName))
                .findFirst()
                .orElseThrow(() ->
                        new CorruptMessageException("array '" + name + "' has the unknown type '" + typeName + "'"));
        long[] shape = new long[(int) in.readVarint(MAXIMUM_RANK)];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = in.readVarint(Long.MAX_VALUE);
        }
        try {
            ArrayDescription array = new ArrayDescription(name, type, shape);
            require(
                    type != DType.F32 || array.elements() <= MAXIMUM_ELEMENTS,
                    "array '%s' has %,d elements; at most %,d can be"
                            .formatted(name, array.elements(), MAXIMUM_ELEMENTS));
            return array;
        } catch (ArithmeticException e) {
            throw new CorruptMessageException("array '" + name + "' has a shape beyond 2^63 bytes", e);
        }
    }

    private static String readText(ByteReader in, int limit) throws CorruptMessageException {
        MemorySegment bytes = in.readBytes(in.readVarint(Math.min(limit, in.remaining())));
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(bytes.asByteBuffer())
                    .toString();
        } catch (CharacterCodingException e) {
            throw new CorruptMessageException("a text of its header is no UTF-8", e);
        }
    }

    /** Names are shown to people, whose terminals obey control characters. */
    private static boolean isPrintable(String name) {
        return name.chars().noneMatch(Character::isISOControl);
    }

    static int checksum(MemorySegment bytes) {
        CRC32C crc = new CRC32C();
        for (long at = 0; at < bytes.byteSize(); at += LIMIT) {
            crc.update(bytes.asSlice(at, Math.min(LIMIT, bytes.byteSize() - at)).asByteBuffer());
        }
        return (int) crc.getValue();
    }

    private static void require(boolean condition, String problem) throws CorruptMessageException {
        if (!condition) {
            throw new CorruptMessageException(problem);
        }
    }
}

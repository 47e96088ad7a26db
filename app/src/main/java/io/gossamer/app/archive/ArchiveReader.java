package io.gossamer.app.archive;

import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.bits.LittleEndian;
import io.gossamer.codec.message.MessageReader;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.unit.Bytes;
import io.gossamer.model.checkpoint.ArrayDescription;
import io.gossamer.model.checkpoint.ChannelTransfer;
import io.gossamer.model.checkpoint.DType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * An archive, of which one array at a time is read. Opening checks the header and that the records fill the file; a
 * record is checked when it is read. Nobody vouches for the file: what it claims is held against its size, or against a
 * limit where the claim is how much a few bytes expand to, before memory is allocated.
 */
final class ArchiveReader implements AutoCloseable {
    /** The bytes of a frame up to and with its length. */
    private static final int FRAME_START = 9;

    private static final int FRAME_LENGTH_OFFSET = 5;

    private final Path path;
    private final FileChannel channel;
    private final ArchiveHeader header;
    /** Where each record stands; the last entry is the file's size. */
    private final long[] offsets;

    private ArchiveReader(Path path, FileChannel channel, ArchiveHeader header, long[] offsets) {
        this.path = path;
        this.channel = channel;
        this.header = header;
        this.offsets = offsets;
    }

    /**
     * Opens and checks an archive.
     *
     * @param largest how many bytes an array may have when decoded
     * @throws GossamerException if the file is missing, damaged, needs a codec that this build lacks, or holds a larger
     *     array; the message says which
     */
    static ArchiveReader open(Path path, Bytes largest) {
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            try {
                ArchiveHeader header = readHeader(path, channel);
                requireWithin(path, header, largest);
                return new ArchiveReader(path, channel, header, findRecords(path, channel, header));
            } catch (Throwable e) {
                channel.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw new GossamerException(path + " does not exist", "Check the path of the encoded file.", e);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    ArchiveHeader header() {
        return header;
    }

    /** Bytes of the record of an array, by its place. */
    long recordBytes(int place) {
        return offsets[place + 1] - offsets[place];
    }

    /**
     * Reads an array, decoding it if it is coded.
     *
     * @param place in the header
     * @param target memory of the array's size
     * @throws GossamerException naming the array, if its record is damaged
     */
    void read(int place, MemorySegment target) {
        ArrayDescription array = header.arrays().get(place);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment record = OffHeap.allocate(arena, array, recordBytes(place));
            ChannelTransfer.readFully(channel, offsets[place], record);
            if (array.type() == DType.F32) {
                new MessageReader(header.expected(place))
                        .read(record, 0, 0)
                        .sections()
                        .getFirst()
                        .decode(target);
            } else {
                keep(record, target);
            }
        } catch (CorruptMessageException e) {
            throw damaged(path, "its array '" + array.name() + "' cannot be decoded: " + e.getMessage(), e);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static void keep(MemorySegment record, MemorySegment target) throws CorruptMessageException {
        MemorySegment elements = record.asSlice(0, target.byteSize());
        if (record.get(LittleEndian.INT, target.byteSize()) != ArchiveHeader.checksum(elements)) {
            throw new CorruptMessageException("the checksum does not match");
        }
        target.copyFrom(elements);
    }

    private static ArchiveHeader readHeader(Path path, FileChannel channel) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            requireRoom(path, channel.size(), ArchiveHeader.PREFIX, "its header");
            MemorySegment prefix = arena.allocate(ArchiveHeader.PREFIX);
            ChannelTransfer.readFully(channel, 0, prefix);
            int length = ArchiveHeader.length(prefix);
            requireRoom(path, channel.size(), length, "its header");
            MemorySegment whole = arena.allocate(length);
            ChannelTransfer.readFully(channel, 0, whole);
            return ArchiveHeader.parse(whole);
        } catch (CorruptMessageException e) {
            throw damaged(path, e.getMessage(), e);
        }
    }

    private static void requireWithin(Path path, ArchiveHeader header, Bytes largest) {
        for (ArrayDescription array : header.arrays()) {
            if (array.type() == DType.F32 && array.bytes() > largest.count()) {
                throw new GossamerException(
                        "%s says that array '%s' has %,d bytes; more than %s are not decoded unasked"
                                .formatted(path, array.name(), array.bytes(), largest),
                        "If you trust the file, raise the limit: --limit %s."
                                .formatted(new Bytes((array.bytes() + (1 << 30) - 1 >> 30) << 30)));
            }
        }
    }

    private static long[] findRecords(Path path, FileChannel channel, ArchiveHeader header) throws IOException {
        List<ArrayDescription> arrays = header.arrays();
        long[] offsets = new long[arrays.size() + 1];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment start = arena.allocate(FRAME_START);
            // The header was read whole, so its length can be asked for again.
            ChannelTransfer.readFully(channel, 0, start);
            long at = ArchiveHeader.length(start);
            for (int i = 0; i < arrays.size(); i++) {
                offsets[i] = at;
                at += recordBytes(path, channel, at, arrays.get(i), start);
            }
            offsets[arrays.size()] = at;
            if (at != channel.size()) {
                throw damaged(path, "%,d bytes follow its last array".formatted(channel.size() - at), null);
            }
        } catch (CorruptMessageException e) {
            throw damaged(path, e.getMessage(), e);
        }
        return offsets;
    }

    private static long recordBytes(
            Path path, FileChannel channel, long at, ArrayDescription array, MemorySegment start) throws IOException {
        String what = "its array '" + array.name() + "'";
        long left = channel.size() - at;
        if (array.type() != DType.F32) {
            requireRoom(path, left - ArchiveHeader.CHECKSUM, array.bytes(), what);
            return array.bytes() + ArchiveHeader.CHECKSUM;
        }
        requireRoom(path, left, FRAME_START, what);
        ChannelTransfer.readFully(channel, at, start);
        long length = Integer.toUnsignedLong(start.get(LittleEndian.INT, FRAME_LENGTH_OFFSET));
        requireRoom(path, left, length, what);
        if (length < FRAME_START) {
            throw damaged(path, what + " claims a frame of " + length + " bytes", null);
        }
        return length;
    }

    private static void requireRoom(Path path, long left, long needed, String what) {
        if (needed > left) {
            throw damaged(
                    path,
                    "it is truncated: %s needs %,d bytes where %,d are left".formatted(what, needed, Math.max(0, left)),
                    null);
        }
    }

    private static GossamerException damaged(Path path, String problem, Exception cause) {
        return new GossamerException(
                path + " cannot be decoded: " + problem, "Use an intact file that 'gossamer encode' wrote.", cause);
    }

    private static GossamerException unreadable(Path path, IOException e) {
        return new GossamerException(
                "%s cannot be read: %s".formatted(path, e.getMessage()), "Check the file and its permissions.", e);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }
}

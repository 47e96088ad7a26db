package io.gossamer.model.npy;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.model.checkpoint.ArrayDescription;
import io.gossamer.model.checkpoint.AtomicFile;
import io.gossamer.model.checkpoint.ChannelTransfer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A {@code .npy} file of one float32 array in C order. Opening reads and checks the header alone; nothing is allocated
 * by its word.
 */
public final class NpyFile implements AutoCloseable {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int VERSION_END = MAGIC.length + 2;
    private static final int ALIGNMENT = 64;
    /** Far above what an array of numbers needs: 64 dimensions make less than 2 KiB. */
    private static final int HEADER_LIMIT = 1 << 16;

    private static final String FLOAT32 = "<f4";

    private final Path path;
    private final FileChannel channel;
    private final long[] shape;
    private final long dataAt;

    private NpyFile(Path path, FileChannel channel, long[] shape, long dataAt) {
        this.path = path;
        this.channel = channel;
        this.shape = shape;
        this.dataAt = dataAt;
    }

    /**
     * Opens and checks a file.
     *
     * @throws GossamerException if the file is missing, damaged, or holds anything but float32 in C order; the message
     *     says which
     */
    public static NpyFile open(Path path) {
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            try {
                return check(path, channel);
            } catch (Throwable e) {
                channel.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw new GossamerException(path + " does not exist", "Check the path of the .npy file.", e);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /** Sizes, outermost first; empty for a scalar. */
    public long[] shape() {
        return shape.clone();
    }

    public long elements() {
        return ArrayDescription.elements(shape);
    }

    /** Reads all elements, little-endian, into memory of exactly their size. */
    public void read(MemorySegment values) {
        if (values.byteSize() != elements() * Float.BYTES) {
            throw new IllegalArgumentException(values.byteSize() + " bytes for " + elements() + " elements");
        }
        try {
            ChannelTransfer.readFully(channel, dataAt, values);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /**
     * Writes a file of version 1.0 atomically.
     *
     * @param shape sizes, outermost first; at most 64 of them
     * @param values the elements, off-heap, row-major and little-endian
     */
    public static void write(Path file, long[] shape, MemorySegment values) throws IOException {
        if (values.byteSize() != ArrayDescription.elements(shape) * Float.BYTES) {
            throw new IllegalArgumentException(values.byteSize() + " bytes do not match their shape");
        }
        ByteBuffer header = header(shape);
        AtomicFile.write(file, channel -> {
            ChannelTransfer.writeFully(channel, MemorySegment.ofBuffer(header));
            ChannelTransfer.writeFully(channel, values);
        });
    }

    private static ByteBuffer header(long[] shape) {
        if (shape.length > NpyHeader.MAXIMUM_RANK) {
            throw new IllegalArgumentException(
                    shape.length + " dimensions; .npy has at most " + NpyHeader.MAXIMUM_RANK);
        }
        byte[] text = new NpyHeader(FLOAT32, false, shape).text().getBytes(StandardCharsets.ISO_8859_1);
        int unpadded = VERSION_END + Short.BYTES + text.length + 1;
        int length = (unpadded + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer header = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (length - VERSION_END - Short.BYTES));
        header.put(text);
        while (header.remaining() > 1) {
            header.put((byte) ' ');
        }
        return header.put((byte) '\n').flip();
    }

    private static NpyFile check(Path path, FileChannel channel) throws IOException {
        long size = channel.size();
        require(path, size >= VERSION_END + Integer.BYTES, "is truncated: %d bytes hold no .npy header", size);
        ByteBuffer start = read(channel, 0, VERSION_END + Integer.BYTES);
        for (byte expected : MAGIC) {
            require(path, start.get() == expected, "is no .npy file: it does not start with NumPy's magic bytes");
        }
        int major = start.get();
        int minor = start.get();
        require(path, major >= 1 && major <= 3 && minor == 0, "has the unknown .npy version %d.%d", major, minor);
        long length = major == 1 ? start.getShort() & 0xFFFF : start.getInt() & 0xFFFFFFFFL;
        int headerAt = start.position();
        require(
                path,
                length <= HEADER_LIMIT,
                "claims a header of %d bytes; at most %d make sense",
                length,
                HEADER_LIMIT);
        require(path, length <= size - headerAt, "is truncated: its header has %d bytes", length);
        ByteBuffer header = read(channel, headerAt, (int) length);
        try {
            NpyHeader parsed = NpyHeader.parse(decode(header, major));
            requireFloat32(path, parsed);
            requireSize(path, parsed.shape(), size - headerAt - length);
            return new NpyFile(path, channel, parsed.shape(), headerAt + length);
        } catch (NpyHeader.MalformedException e) {
            throw damaged(path, "has a damaged header, which " + e.getMessage());
        }
    }

    private static String decode(ByteBuffer header, int major) throws NpyHeader.MalformedException {
        Charset charset = major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        try {
            return charset.newDecoder().decode(header).toString();
        } catch (CharacterCodingException e) {
            throw new NpyHeader.MalformedException("is no UTF-8 text");
        }
    }

    private static void requireFloat32(Path path, NpyHeader header) {
        if (header.descr() == null) {
            throw new GossamerException(
                    path + " holds fields instead of numbers",
                    "Take one out in Python: numpy.save('new.npy', numpy.load('%s')['FIELD'].astype('%s'))."
                            .formatted(path.getFileName(), FLOAT32));
        }
        if (!FLOAT32.equals(header.descr())) {
            throw new GossamerException(
                    "%s holds elements '%s'; only little-endian float32 ('%s') can be read"
                            .formatted(path, header.descr(), FLOAT32),
                    "Convert it in Python: numpy.save('new.npy', numpy.load('%s').astype('%s'))."
                            .formatted(path.getFileName(), FLOAT32));
        }
        if (header.fortranOrder() && header.shape().length > 1) {
            throw new GossamerException(
                    path + " holds an array in Fortran order; only C order can be read",
                    "Convert it in Python: numpy.save('new.npy', numpy.ascontiguousarray(numpy.load('%s')))."
                            .formatted(path.getFileName()));
        }
    }

    private static void requireSize(Path path, long[] shape, long dataBytes) {
        long elements = ArrayDescription.elements(shape);
        require(
                path,
                elements <= Long.MAX_VALUE / Float.BYTES && elements * Float.BYTES == dataBytes,
                "has a shape of %,d float32 elements and %,d bytes of data",
                elements,
                dataBytes);
    }

    private static ByteBuffer read(FileChannel channel, long position, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        ChannelTransfer.readFully(channel, position, MemorySegment.ofBuffer(bytes));
        return bytes;
    }

    private static void require(Path path, boolean condition, String problem, Object... arguments) {
        if (!condition) {
            throw damaged(path, problem.formatted(arguments));
        }
    }

    private static GossamerException damaged(Path path, String problem) {
        return new GossamerException(path + " " + problem, "Use an intact .npy file, as numpy.save writes it.");
    }

    private static GossamerException unreadable(Path path, IOException e) {
        return new GossamerException(
                "%s cannot be read: %s".formatted(path, e.getMessage()), "Check the file and its permissions.", e);
    }
}

package io.gossamer.app.archive;

import io.gossamer.codec.array.Codec;
import io.gossamer.codec.array.ContractiveCodec;
import io.gossamer.codec.array.NonFiniteValueException;
import io.gossamer.codec.array.UnbiasedCodec;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.message.Kind;
import io.gossamer.codec.message.Message;
import io.gossamer.codec.message.MessageReader;
import io.gossamer.codec.message.MessageWriter;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.model.checkpoint.ArrayDescription;
import io.gossamer.model.checkpoint.ChannelTransfer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;

/** Writes an archive front to back, and measures what it codes by decoding it again. */
final class ArchiveWriter implements AutoCloseable {
    /** A frame tells its length in 32 bits; what is not coded bytes takes less than this. */
    private static final long LARGEST_RECORD = 0xFFFFFFFFL - 64;

    private final ArchiveHeader header;
    private final ArrayFile source;
    private final int repeats;
    private final FileChannel channel;
    private final MessageWriter frames;

    /**
     * @param source of the arrays that the header lists
     * @param repeats how often each array is encoded and decoded; the fastest time counts
     */
    ArchiveWriter(ArchiveHeader header, ArrayFile source, int repeats, FileChannel channel) {
        this.header = header;
        this.source = source;
        this.repeats = repeats;
        this.channel = channel;
        this.frames = new MessageWriter(
                place -> "array '" + header.arrays().get(place).name() + "'");
    }

    void writeHeader() throws IOException {
        try (ByteWriter bytes = new ByteWriter()) {
            header.write(bytes);
            ChannelTransfer.writeFully(channel, bytes.written());
        }
    }

    /** Appends the record of an array that is not float32. */
    void writeKept(int place) throws IOException {
        ArrayDescription array = header.arrays().get(place);
        try (Arena arena = Arena.ofConfined();
                ByteWriter checksum = new ByteWriter(Integer.BYTES)) {
            MemorySegment elements = OffHeap.allocate(arena, array, array.bytes());
            source.read(array, elements);
            checksum.putInt(ArchiveHeader.checksum(elements));
            ChannelTransfer.writeFully(channel, elements);
            ChannelTransfer.writeFully(channel, checksum.written());
        }
    }

    /**
     * Appends the record of a float32 array.
     *
     * @throws GossamerException naming the array, if it cannot be coded
     */
    CodedArray writeCoded(int place) throws IOException {
        ArrayDescription array = header.arrays().get(place);
        requireCodable(array);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = OffHeap.allocate(arena, array, array.bytes());
            MemorySegment decoded = OffHeap.allocate(arena, array, array.bytes());
            source.read(array, values);
            double encoding = Double.POSITIVE_INFINITY;
            double decoding = Double.POSITIVE_INFINITY;
            MemorySegment frame = MemorySegment.NULL;
            for (int i = 0; i < repeats; i++) {
                long start = System.nanoTime();
                frame = encode(place, values).bytes();
                encoding = Math.min(encoding, secondsSince(start));
                start = System.nanoTime();
                decode(place, frame, decoded);
                decoding = Math.min(decoding, secondsSince(start));
            }
            ChannelTransfer.writeFully(channel, frame);
            return measured(array, frame, Distortion.between(values, decoded), encoding, decoding);
        }
    }

    private void requireCodable(ArrayDescription array) {
        if (header.codec().maxEncodedBytes(array.elements()) > LARGEST_RECORD) {
            throw new GossamerException(
                    "array '%s' of %,d elements may have more than 4 GiB as %s"
                            .formatted(
                                    array.name(),
                                    array.elements(),
                                    header.codec().spec()),
                    "Divide the array, or choose a codec that makes less of it.");
        }
    }

    private Message encode(int place, MemorySegment values) {
        RandomStream random = RandomStream.of(header.seed(), Purpose.CODEC, 0, 0, place);
        try {
            frames.begin(0, 0).section(place, Kind.COMPRESSED, header.codec(), values, random);
        } catch (NonFiniteValueException e) {
            throw new GossamerException(
                    e.getMessage(), "Codecs code finite numbers alone; mend or leave out that array.", e);
        }
        return frames.end();
    }

    private void decode(int place, MemorySegment frame, MemorySegment values) {
        try {
            new MessageReader(header.expected(place))
                    .read(frame, 0, 0)
                    .sections()
                    .getFirst()
                    .decode(values);
        } catch (CorruptMessageException e) {
            throw new IllegalStateException(header.codec().spec() + " refuses what it encoded: " + e.getMessage(), e);
        }
    }

    private CodedArray measured(
            ArrayDescription array, MemorySegment frame, Distortion distortion, double encoding, double decoding) {
        Codec codec = header.codec();
        long elements = array.elements();
        return CodedArray.of(
                array.name(),
                array.shape(),
                elements,
                frame.byteSize(),
                distortion,
                codec instanceof UnbiasedCodec unbiased ? unbiased.omega(elements) : null,
                codec instanceof ContractiveCodec contractive ? contractive.delta(elements) : null,
                new CodedArray.Time(encoding, decoding));
    }

    private static double secondsSince(long start) {
        return Math.max(1, System.nanoTime() - start) / 1e9;
    }

    @Override
    public void close() {
        frames.close();
    }
}

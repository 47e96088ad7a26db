package io.gossamer.app.archive;

import io.gossamer.codec.array.Codec;
import io.gossamer.codec.array.ContractiveCodec;
import io.gossamer.codec.array.LosslessCodec;
import io.gossamer.codec.array.NonFiniteValueException;
import io.gossamer.codec.array.UnbiasedCodec;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.message.ExpectedSection;
import io.gossamer.codec.message.Kind;
import io.gossamer.codec.message.Message;
import io.gossamer.codec.message.MessageReader;
import io.gossamer.codec.message.MessageWriter;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.model.checkpoint.ArrayDescription;
import io.gossamer.model.checkpoint.AtomicFile;
import io.gossamer.model.checkpoint.ChannelTransfer;
import io.gossamer.model.checkpoint.DType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Encodes files of arrays and measures what that cost: each array is decoded again and compared. In memory is one array
 * at a time, twice and coded.
 *
 * @param seed of what stochastic codecs draw
 * @param repeats how often each array is encoded and decoded; the fastest time counts
 */
public record Encoder(Codec codec, long seed, int repeats) {
    /** A frame tells its length in 32 bits. */
    private static final long LARGEST_FRAME = 0xFFFFFFFFL;

    private static final long FRAME_OVERHEAD = 64;

    /** @throws GossamerException if {@code repeats} is not positive */
    public Encoder {
        if (repeats < 1) {
            throw new GossamerException("--repeat " + repeats + " encodes nothing", "Ask for 1 or more.");
        }
    }

    /**
     * What was done.
     *
     * @param kind what theory the codec obeys: {@code lossless}, {@code unbiased} or {@code contractive}
     * @param arrays that were encoded
     * @param kept arrays of other types, which went through as they are
     * @param total of {@code arrays}; null if there are none
     * @param file bytes of the source and of the archive
     */
    public record Report(
            String input,
            String output,
            String format,
            String codec,
            String kind,
            long seed,
            List<CodedArray> arrays,
            List<KeptArray> kept,
            CodedArray total,
            CodedArray.Size file) {}

    /**
     * Encodes {@code in} to {@code out}, which is written as a whole or stays as it was.
     *
     * @throws GossamerException if one of them is not as it should be, or an array cannot be coded
     */
    public Report encode(Path in, FileFormat format, Path out, Activity activity) {
        FilePair.check(in, out);
        List<CodedArray> coded = new ArrayList<>();
        List<KeptArray> kept = new ArrayList<>();
        try (ArrayFile source = ArrayFile.open(in, format)) {
            List<ArrayDescription> arrays = source.arrays();
            ArchiveHeader header = new ArchiveHeader(format, seed, codec, source.metadata(), arrays);
            FilePair.write(
                    out,
                    file -> AtomicFile.write(file, channel -> {
                        write(channel, header);
                        try (MessageWriter writer = new MessageWriter(
                                place -> "array '" + arrays.get(place).name() + "'")) {
                            for (int place = 0; place < arrays.size(); place++) {
                                ArrayDescription array = arrays.get(place);
                                activity.at("encodes array %d of %d, '%s'"
                                        .formatted(place + 1, arrays.size(), array.name()));
                                if (array.type() == DType.F32) {
                                    coded.add(new Coding(source, array, place, writer).writeTo(channel));
                                } else {
                                    keep(source, array, channel);
                                    kept.add(KeptArray.of(array));
                                }
                            }
                        }
                    }));
        }
        return new Report(
                in.toString(),
                out.toString(),
                format.toString(),
                codec.spec(),
                kind(),
                seed,
                coded,
                kept,
                coded.isEmpty() ? null : CodedArray.total(coded),
                FilePair.sizes(in, out));
    }

    private String kind() {
        return switch (codec) {
            case LosslessCodec _ -> "lossless";
            case UnbiasedCodec _ -> "unbiased";
            default -> "contractive";
        };
    }

    private static void write(FileChannel channel, ArchiveHeader header) throws IOException {
        try (ByteWriter bytes = new ByteWriter()) {
            header.write(bytes);
            ChannelTransfer.writeFully(channel, bytes.written());
        }
    }

    private static void keep(ArrayFile source, ArrayDescription array, FileChannel channel) throws IOException {
        try (Arena arena = Arena.ofConfined();
                ByteWriter checksum = new ByteWriter(Integer.BYTES)) {
            MemorySegment elements = OffHeap.allocate(arena, array, array.bytes());
            source.read(array, elements);
            checksum.putInt(ArchiveHeader.checksum(elements));
            ChannelTransfer.writeFully(channel, elements);
            ChannelTransfer.writeFully(channel, checksum.written());
        }
    }

    /** One array on its way through the codec. */
    private final class Coding {
        private final ArrayFile source;
        private final ArrayDescription array;
        private final int place;
        private final MessageWriter writer;
        private final long elements;

        private Coding(ArrayFile source, ArrayDescription array, int place, MessageWriter writer) {
            this.source = source;
            this.array = array;
            this.place = place;
            this.writer = writer;
            this.elements = array.elements();
            if (codec.maxEncodedBytes(elements) > LARGEST_FRAME - FRAME_OVERHEAD) {
                throw new GossamerException(
                        "array '%s' of %,d elements may have more than 4 GiB as %s"
                                .formatted(array.name(), elements, codec.spec()),
                        "Divide the array, or choose a codec that makes less of it.");
            }
        }

        private CodedArray writeTo(FileChannel channel) throws IOException {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment values = OffHeap.allocate(arena, array, array.bytes());
                MemorySegment decoded = OffHeap.allocate(arena, array, array.bytes());
                source.read(array, values);
                double encoding = Double.POSITIVE_INFINITY;
                double decoding = Double.POSITIVE_INFINITY;
                Message message = null;
                for (int i = 0; i < repeats; i++) {
                    long start = System.nanoTime();
                    message = encode(values);
                    encoding = Math.min(encoding, secondsSince(start));
                    start = System.nanoTime();
                    decode(message.bytes(), decoded);
                    decoding = Math.min(decoding, secondsSince(start));
                }
                ChannelTransfer.writeFully(channel, message.bytes());
                return CodedArray.of(
                        array.name(),
                        array.shape(),
                        elements,
                        message.bytes().byteSize(),
                        Distortion.between(values, decoded),
                        codec instanceof UnbiasedCodec unbiased ? unbiased.omega(elements) : null,
                        codec instanceof ContractiveCodec contractive ? contractive.delta(elements) : null,
                        new CodedArray.Time(encoding, decoding));
            }
        }

        private Message encode(MemorySegment values) {
            RandomStream random = RandomStream.of(seed, Purpose.CODEC, 0, 0, place);
            try {
                writer.begin(0, 0).section(place, Kind.COMPRESSED, codec, values, random);
            } catch (NonFiniteValueException e) {
                throw new GossamerException(
                        e.getMessage(), "Codecs code finite numbers alone; mend or leave out that array.", e);
            }
            return writer.end();
        }

        private void decode(MemorySegment frame, MemorySegment values) {
            try {
                new MessageReader(List.of(new ExpectedSection(place, Kind.COMPRESSED, elements, codec)))
                        .read(frame, 0, 0)
                        .sections()
                        .getFirst()
                        .decode(values);
            } catch (CorruptMessageException e) {
                throw new IllegalStateException(codec.spec() + " refuses what it encoded: " + e.getMessage(), e);
            }
        }

        private static double secondsSince(long start) {
            return Math.max(1, System.nanoTime() - start) / 1e9;
        }
    }
}

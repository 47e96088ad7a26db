package io.gossamer.app.archive;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.unit.Bytes;
import io.gossamer.model.checkpoint.ArrayDescription;
import io.gossamer.model.checkpoint.ArrayLoader;
import io.gossamer.model.checkpoint.AtomicFile;
import io.gossamer.model.checkpoint.ChannelTransfer;
import io.gossamer.model.checkpoint.DType;
import io.gossamer.model.checkpoint.SafetensorsWriter;
import io.gossamer.model.npy.NpyFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decodes archives. In memory is one array at a time, decoded and coded.
 *
 * @param largest how many bytes an array may have when decoded; a few coded bytes may claim any number
 */
public record Decoder(Bytes largest) {
    /**
     * What was done.
     *
     * @param format of the output
     * @param arrays in the order of the archive, those of other types included
     * @param gigabytesPerSecond of all arrays, read and checked; null if there is nothing to read
     * @param file bytes of the archive and of the output
     */
    public record Report(
            String input,
            String output,
            String format,
            String codec,
            long seed,
            List<DecodedArray> arrays,
            Double gigabytesPerSecond,
            CodedArray.Size file) {}

    /**
     * An array that was decoded.
     *
     * @param type as safetensors name it
     * @param bytes of its record and of its elements
     */
    public record DecodedArray(String name, String type, long[] shape, long elements, CodedArray.Size bytes) {}

    /**
     * Decodes {@code in} to {@code out}, which is written as a whole or stays as it was.
     *
     * @param wanted the format to write; if empty the one of the name {@code out}, or else that of the source
     * @throws GossamerException if one of them is not as it should be
     */
    public Report decode(Path in, Path out, Optional<FileFormat> wanted, Activity activity) {
        FilePair.check(in, out);
        try (ArchiveReader archive = ArchiveReader.open(in, largest)) {
            ArchiveHeader header = archive.header();
            FileFormat format = wanted.or(() -> FileFormat.ofName(out)).orElse(header.source());
            try (Loading loading = new Loading(archive, activity)) {
                write(out, format, header, loading);
                return new Report(
                        in.toString(),
                        out.toString(),
                        format.toString(),
                        header.codec().spec(),
                        header.seed(),
                        decoded(archive),
                        loading.gigabytesPerSecond(),
                        FilePair.sizes(in, out));
            }
        }
    }

    private static void write(Path out, FileFormat format, ArchiveHeader header, ArrayLoader loader) {
        if (format == FileFormat.SAFETENSORS) {
            FilePair.write(out, file -> new SafetensorsWriter(header.arrays(), loader).write(file, header.metadata()));
            return;
        }
        ArrayDescription only = only(header, format);
        FilePair.write(out, file -> {
            MemorySegment values = loader.load(only.name());
            if (format == FileFormat.NPY) {
                NpyFile.write(file, only.shape(), values);
            } else {
                AtomicFile.write(file, channel -> ChannelTransfer.writeFully(channel, values));
            }
        });
    }

    private static ArrayDescription only(ArchiveHeader header, FileFormat format) {
        List<ArrayDescription> arrays = header.arrays();
        if (arrays.size() != 1 || arrays.getFirst().type() != DType.F32) {
            throw new GossamerException(
                    "the file holds %s; %s holds one array of float32"
                            .formatted(
                                    arrays.size() == 1
                                            ? "an array of " + arrays.getFirst().type()
                                            : "%,d arrays".formatted(arrays.size()),
                                    format),
                    "Decode it to a .safetensors file.");
        }
        return arrays.getFirst();
    }

    private static List<DecodedArray> decoded(ArchiveReader archive) {
        List<DecodedArray> decoded = new ArrayList<>();
        for (ArrayDescription array : archive.header().arrays()) {
            decoded.add(new DecodedArray(
                    array.name(),
                    array.type().name(),
                    array.shape(),
                    array.elements(),
                    new CodedArray.Size(archive.recordBytes(decoded.size()), array.bytes())));
        }
        return decoded;
    }

    /** Brings the arrays of an archive into memory, one by one as the writer asks for them. */
    private static final class Loading implements ArrayLoader, AutoCloseable {
        private final ArchiveReader archive;
        private final Activity activity;
        private final Map<String, Integer> places = new HashMap<>();
        private Arena arena = Arena.ofConfined();
        private int loaded;
        private long bytes;
        private long nanos;

        @SuppressWarnings("MustBeClosedChecker") // This loading owns the arena: close() closes it.
        private Loading(ArchiveReader archive, Activity activity) {
            this.archive = archive;
            this.activity = activity;
            archive.header().arrays().forEach(array -> places.put(array.name(), places.size()));
        }

        @Override
        @SuppressWarnings("MustBeClosedChecker")
        public MemorySegment load(String name) throws IOException {
            activity.at("decodes array %d of %d, '%s'".formatted(++loaded, places.size(), name));
            arena.close();
            arena = Arena.ofConfined();
            int place = places.get(name);
            ArrayDescription array = archive.header().arrays().get(place);
            MemorySegment values = OffHeap.allocate(arena, array, array.bytes());
            long start = System.nanoTime();
            archive.read(place, values);
            nanos += System.nanoTime() - start;
            bytes += array.bytes();
            return values;
        }

        private Double gigabytesPerSecond() {
            return bytes == 0 ? null : Double.valueOf((double) bytes / Math.max(1, nanos));
        }

        @Override
        public void close() {
            arena.close();
        }
    }
}

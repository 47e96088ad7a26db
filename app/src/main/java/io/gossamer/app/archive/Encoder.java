package io.gossamer.app.archive;

import io.gossamer.codec.array.Codec;
import io.gossamer.codec.array.LosslessCodec;
import io.gossamer.codec.array.UnbiasedCodec;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.model.checkpoint.ArrayDescription;
import io.gossamer.model.checkpoint.AtomicFile;
import io.gossamer.model.checkpoint.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Encodes files of arrays and measures what that cost: each array is decoded again and compared. In memory is one array
 * at a time, twice and coded.
 *
 * @param seed of what stochastic codecs draw
 * @param repeats how often each array is encoded and decoded; the fastest time counts
 */
public record Encoder(Codec codec, long seed, int repeats) {
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
     * @param total of {@code arrays}
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
            requireSomethingToEncode(in, source.arrays());
            ArchiveHeader header = new ArchiveHeader(format, seed, codec, source.metadata(), source.arrays());
            FilePair.write(
                    out,
                    file -> AtomicFile.write(file, channel -> {
                        try (ArchiveWriter writer = new ArchiveWriter(header, source, repeats, channel)) {
                            writeRecords(writer, header.arrays(), activity, coded, kept);
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
                CodedArray.total(coded),
                FilePair.sizes(in, out));
    }

    private static void writeRecords(
            ArchiveWriter writer,
            List<ArrayDescription> arrays,
            Activity activity,
            List<CodedArray> coded,
            List<KeptArray> kept)
            throws IOException {
        writer.writeHeader();
        for (int place = 0; place < arrays.size(); place++) {
            ArrayDescription array = arrays.get(place);
            activity.at("encodes array %d of %d, '%s'".formatted(place + 1, arrays.size(), array.name()));
            if (array.type() == DType.F32) {
                coded.add(writer.writeCoded(place));
            } else {
                writer.writeKept(place);
                kept.add(KeptArray.of(array));
            }
        }
    }

    private static void requireSomethingToEncode(Path in, List<ArrayDescription> arrays) {
        if (arrays.stream().noneMatch(array -> array.type() == DType.F32)) {
            String found =
                    arrays.stream().map(array -> array.type().name()).distinct().collect(Collectors.joining(", "));
            throw new GossamerException(
                    "%s holds no array of F32 to encode%s".formatted(in, found.isEmpty() ? "" : ", but " + found),
                    "Convert its arrays to float32 first.");
        }
    }

    private String kind() {
        return switch (codec) {
            case LosslessCodec _ -> "lossless";
            case UnbiasedCodec _ -> "unbiased";
            default -> "contractive";
        };
    }
}

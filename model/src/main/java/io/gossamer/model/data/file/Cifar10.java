package io.gossamer.model.data.file;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.model.data.ImageSet;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads CIFAR-10 (Krizhevsky 2009) in its binary layout, plain or gzip: 3,073 bytes an image, its label and the red,
 * green and blue planes, row by row. Files named {@code *data_batch*.bin} or {@code *train*.bin} are read for training,
 * {@code *test*.bin} for the test, all in the order of their names. A folder without such files may hold the JPEG copies
 * that {@link Cifar10Jpeg} reads.
 */
public final class Cifar10 {
    static final List<String> CLASSES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");
    static final int SIDE = 32;
    static final int CHANNELS = 3;
    static final int IMAGE_BYTES = CHANNELS * SIDE * SIDE;

    private static final int RECORD_BYTES = 1 + IMAGE_BYTES;
    private static final int MAXIMAL_IMAGES = 100_000;
    private static final Pattern TRAINING = Pattern.compile(".*(data_batch|train).*\\.bin(\\.gz)?");
    private static final Pattern TEST = Pattern.compile(".*test.*\\.bin(\\.gz)?");

    private Cifar10() {}

    /** Whether the path is a folder of CIFAR-10 in one of the two forms, or the zip file of its JPEG training images. */
    public static boolean recognises(Path path) {
        if (!Files.isDirectory(path)) {
            return Cifar10Jpeg.isTrainingZip(path);
        }
        Folder folder = Folder.open(path);
        return !folder.matching(TRAINING).isEmpty() || Cifar10Jpeg.recognises(folder);
    }

    /**
     * Reads the whole data set.
     *
     * @param path a folder, in which binary files go before zip files of JPEG images; or the zip file of the training
     *     images, for the JPEG images of a folder that has both
     * @param arena owns the pixels
     * @throws GossamerException naming the file and what is wrong with it
     */
    public static LabelledImages read(Path path, Arena arena) {
        if (Cifar10Jpeg.isTrainingZip(path)) {
            return Cifar10Jpeg.read(Folder.open(path.toAbsolutePath().getParent()), arena);
        }
        Folder folder = Folder.open(path);
        List<Path> training = folder.matching(TRAINING);
        List<Path> test = folder.matching(TEST);
        if (training.isEmpty() && Cifar10Jpeg.recognises(folder)) {
            return Cifar10Jpeg.read(folder, arena);
        }
        if (training.isEmpty() || test.isEmpty()) {
            throw new GossamerException(
                    "%s has no CIFAR-10 %s files".formatted(path, training.isEmpty() ? "training" : "test"),
                    "Name a folder with data_batch_*.bin and test_batch.bin, plain or .gz.");
        }
        return new LabelledImages(readFiles(training, arena), readFiles(test, arena));
    }

    private static ImageSet readFiles(List<Path> files, Arena arena) {
        List<byte[]> contents = files.stream().map(Cifar10::readRecords).toList();
        int images = Math.toIntExact(contents.stream()
                .mapToLong(content -> content.length / RECORD_BYTES)
                .sum());
        MemorySegment pixels = arena.allocate((long) images * IMAGE_BYTES);
        byte[] labels = new byte[images];
        int next = 0;
        for (byte[] content : contents) {
            for (int at = 0; at < content.length; at += RECORD_BYTES) {
                labels[next] = content[at];
                MemorySegment.copy(
                        content, at + 1, pixels, ValueLayout.JAVA_BYTE, (long) next * IMAGE_BYTES, IMAGE_BYTES);
                next++;
            }
        }
        return new ImageSet(CHANNELS, SIDE, SIDE, CLASSES.size(), pixels, labels);
    }

    private static byte[] readRecords(Path path) {
        try (DataFile file = DataFile.open(path)) {
            byte[] content = file.readRest(MAXIMAL_IMAGES * RECORD_BYTES);
            if (content.length == 0 || content.length % RECORD_BYTES != 0) {
                throw file.damaged("is truncated: %,d bytes are no whole number of %,d-byte images"
                        .formatted(content.length, RECORD_BYTES));
            }
            for (int at = 0; at < content.length; at += RECORD_BYTES) {
                int label = Byte.toUnsignedInt(content[at]);
                if (label >= CLASSES.size()) {
                    throw file.damaged(
                            "holds label %d at image %,d; CIFAR-10 has 0 to 9".formatted(label, at / RECORD_BYTES));
                }
            }
            return content;
        }
    }
}

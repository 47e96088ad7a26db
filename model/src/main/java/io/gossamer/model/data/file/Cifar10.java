package io.gossamer.model.data.file;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.model.data.ImageSet;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

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
     * @param path a folder, in which exact images of the binary files take the place of their JPEG copies, if it holds
     *     both; or the zip file of the training images, for nothing but the JPEG images
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
        ImageSet exactTraining = readFiles(training, arena);
        ImageSet exactTest = readFiles(test, arena);
        if (!Cifar10Jpeg.recognises(folder)) {
            return new LabelledImages(exactTraining, exactTest);
        }
        LabelledImages copies = Cifar10Jpeg.read(folder, arena);
        return new LabelledImages(
                withoutCopies(exactTraining, copies.training(), arena), withoutCopies(exactTest, copies.test(), arena));
    }

    /**
     * All exact images, and behind them the copies of others. Both forms list the images of a class in the order of the
     * data set, so the first copies of a class are those of its exact images.
     */
    private static ImageSet withoutCopies(ImageSet exact, ImageSet copies, Arena arena) {
        int[] copied = new int[CLASSES.size()];
        for (int i = 0; i < exact.size(); i++) {
            copied[exact.label(i)]++;
        }
        int[] others = IntStream.range(0, copies.size())
                .filter(i -> copied[copies.label(i)]-- <= 0)
                .toArray();
        MemorySegment pixels = arena.allocate((long) (exact.size() + others.length) * IMAGE_BYTES);
        MemorySegment.copy(exact.pixels(), 0, pixels, 0, exact.pixels().byteSize());
        byte[] labels = Arrays.copyOf(exact.labels(), exact.size() + others.length);
        for (int i = 0; i < others.length; i++) {
            int at = exact.size() + i;
            labels[at] = copies.labels()[others[i]];
            MemorySegment.copy(
                    copies.pixels(), (long) others[i] * IMAGE_BYTES, pixels, (long) at * IMAGE_BYTES, IMAGE_BYTES);
        }
        return new ImageSet(CHANNELS, SIDE, SIDE, CLASSES.size(), pixels, labels);
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

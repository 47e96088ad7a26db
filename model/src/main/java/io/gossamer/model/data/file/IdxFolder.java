package io.gossamer.model.data.file;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.model.data.ImageSet;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Reads a folder of four IDX files (the format of MNIST, Fashion-MNIST, EMNIST, ...), plain or gzip: images are unsigned
 * bytes [count, height, width], labels unsigned bytes [count]. Files are recognised by their names:
 * {@code *train*images*idx3*}, {@code *train*labels*idx1*}, and {@code t10k} or {@code test} in place of {@code train}.
 */
public final class IdxFolder {
    private static final int UNSIGNED_BYTE = 0x08;
    private static final int MAXIMAL_SIDE = 4096;

    private static final String TRAINING = "train";
    private static final String TEST = "(t10k|test)";

    private IdxFolder() {}

    /** Whether the path is a folder that holds a file of training images by the format's naming. */
    public static boolean recognises(Path path) {
        return Files.isDirectory(path)
                && !Folder.open(path).matching(images(TRAINING)).isEmpty();
    }

    /**
     * Reads the whole folder.
     *
     * @param arena owns the pixels
     * @throws GossamerException naming the file and what is wrong with it
     */
    public static LabelledImages read(Path path, Arena arena) {
        Folder folder = Folder.open(path);
        Path trainingImages = find(folder, images(TRAINING), "training images (train*images*idx3*)");
        Path trainingLabels = find(folder, labels(TRAINING), "training labels (train*labels*idx1*)");
        Path testImages = find(folder, images(TEST), "test images (t10k*images*idx3* or test*images*idx3*)");
        Path testLabels = find(folder, labels(TEST), "test labels (t10k*labels*idx1* or test*labels*idx1*)");

        Raw training = read(trainingImages, trainingLabels, arena);
        Raw test = read(testImages, testLabels, arena);
        if (test.images.height != training.images.height || test.images.width != training.images.width) {
            throw DataFile.damaged(
                    testImages,
                    "holds images of %d x %d pixels, but those for training have %d x %d"
                            .formatted(
                                    test.images.height,
                                    test.images.width,
                                    training.images.height,
                                    training.images.width));
        }
        int classes = Math.max(2, training.highestLabel() + 1);
        if (test.highestLabel() >= classes) {
            throw DataFile.damaged(
                    testLabels,
                    "holds label %d, but the training labels end at %d".formatted(test.highestLabel(), classes - 1));
        }
        return new LabelledImages(training.with(classes), test.with(classes));
    }

    private static Pattern images(String part) {
        return Pattern.compile(".*" + part + ".*images.*idx3.*");
    }

    private static Pattern labels(String part) {
        return Pattern.compile(".*" + part + ".*labels.*idx1.*");
    }

    private static Path find(Folder folder, Pattern pattern, String what) {
        return folder.single(pattern, what)
                .orElseThrow(() -> new GossamerException(
                        "%s has no %s".formatted(folder.path(), what),
                        "Name a folder that holds all four IDX files, plain or .gz."));
    }

    private static Raw read(Path imageFile, Path labelFile, Arena arena) {
        Images images = readImages(imageFile, arena);
        byte[] labels = readLabels(labelFile);
        if (labels.length != images.count) {
            throw DataFile.damaged(
                    labelFile,
                    "holds %,d labels, but %s holds %,d images".formatted(labels.length, imageFile, images.count));
        }
        return new Raw(images, labels);
    }

    private static Images readImages(Path path, Arena arena) {
        try (DataFile file = DataFile.open(path)) {
            expectMagic(file, 3);
            int count = readSize(file, "number of images", Integer.MAX_VALUE);
            int height = readSize(file, "image height", MAXIMAL_SIDE);
            int width = readSize(file, "image width", MAXIMAL_SIDE);
            MemorySegment pixels = file.readSegment((long) count * height * width, "the pixels", arena);
            file.expectEnd();
            return new Images(count, height, width, pixels);
        }
    }

    private static byte[] readLabels(Path path) {
        try (DataFile file = DataFile.open(path)) {
            expectMagic(file, 1);
            int count = readSize(file, "number of labels", Integer.MAX_VALUE - Long.BYTES);
            byte[] labels = file.readBytes(count, "the labels");
            file.expectEnd();
            return labels;
        }
    }

    private static void expectMagic(DataFile file, int dimensions) {
        int expected = UNSIGNED_BYTE << 8 | dimensions;
        int magic = file.readInt("the magic number");
        if (magic != expected) {
            throw file.damaged(
                    "is no IDX file of unsigned bytes in %d dimensions: magic number 0x%08x instead of 0x%08x"
                            .formatted(dimensions, magic, expected));
        }
    }

    private static int readSize(DataFile file, String what, int limit) {
        int size = file.readInt("the " + what);
        if (size < 1 || size > limit) {
            throw file.damaged(
                    "claims a %s of %,d; 1 to %,d are possible".formatted(what, Integer.toUnsignedLong(size), limit));
        }
        return size;
    }

    private record Images(int count, int height, int width, MemorySegment pixels) {}

    private record Raw(Images images, byte[] labels) {
        int highestLabel() {
            int highest = 0;
            for (byte label : labels) {
                highest = Math.max(highest, Byte.toUnsignedInt(label));
            }
            return highest;
        }

        ImageSet with(int classes) {
            return new ImageSet(1, images.height, images.width, classes, images.pixels, labels);
        }
    }
}

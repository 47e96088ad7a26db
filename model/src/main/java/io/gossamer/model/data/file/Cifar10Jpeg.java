package io.gossamer.model.data.file;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.model.data.ImageSet;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * CIFAR-10 as JPEG images in two zip files, {@code *train*.zip} and {@code *test*.zip}, whose entries are
 * {@code .../CLASS/NAME.jpg} with the class by its English name. Images come in the order of their entries' names.
 */
final class Cifar10Jpeg {
    private static final Pattern TRAINING = Pattern.compile(".*train.*\\.zip");
    private static final Pattern TEST = Pattern.compile(".*test.*\\.zip");
    private static final Pattern ENTRY = Pattern.compile("(?:.*/)?([a-z]+)/[^/]+\\.jpe?g");
    private static final int MAXIMAL_IMAGES = 100_000;
    private static final int MAXIMAL_ENTRY_BYTES = 1 << 16;

    private Cifar10Jpeg() {}

    static boolean recognises(Folder folder) {
        return !folder.matching(TRAINING).isEmpty() && !folder.matching(TEST).isEmpty();
    }

    static boolean isTrainingZip(Path path) {
        return Files.isRegularFile(path)
                && TRAINING.matcher(path.getFileName().toString().toLowerCase(Locale.ROOT))
                        .matches();
    }

    static LabelledImages read(Folder folder, Arena arena) {
        return new LabelledImages(
                readZip(find(folder, TRAINING, "training"), arena), readZip(find(folder, TEST, "test"), arena));
    }

    private static Path find(Folder folder, Pattern pattern, String part) {
        return folder.single(pattern, part + " images")
                .orElseThrow(() -> new GossamerException(
                        "%s has no zip file of %s images".formatted(folder.path(), part),
                        "Name a folder with *train*.zip and *test*.zip."));
    }

    private static ImageSet readZip(Path path, Arena arena) {
        try (ZipFile zip = new ZipFile(path.toFile())) {
            if (zip.size() > MAXIMAL_IMAGES) {
                throw DataFile.damaged(
                        path, "holds %,d files; at most %,d are supported".formatted(zip.size(), MAXIMAL_IMAGES));
            }
            List<? extends ZipEntry> entries = zip.stream()
                    .filter(entry -> !entry.isDirectory())
                    .sorted(Comparator.comparing(ZipEntry::getName))
                    .toList();
            if (entries.isEmpty()) {
                throw DataFile.damaged(path, "holds no image");
            }
            MemorySegment pixels = arena.allocate((long) entries.size() * Cifar10.IMAGE_BYTES);
            byte[] labels = new byte[entries.size()];
            for (int i = 0; i < labels.length; i++) {
                ZipEntry entry = entries.get(i);
                labels[i] = (byte) label(path, entry);
                byte[] planes = decode(path, entry, content(path, zip, entry));
                MemorySegment.copy(planes, 0, pixels, ValueLayout.JAVA_BYTE, (long) i * planes.length, planes.length);
            }
            return new ImageSet(Cifar10.CHANNELS, Cifar10.SIDE, Cifar10.SIDE, Cifar10.CLASSES.size(), pixels, labels);
        } catch (IOException e) {
            throw DataFile.failure(path, e);
        }
    }

    private static int label(Path path, ZipEntry entry) {
        Matcher matcher = ENTRY.matcher(entry.getName().toLowerCase(Locale.ROOT));
        int label = matcher.matches() ? Cifar10.CLASSES.indexOf(matcher.group(1)) : -1;
        if (label < 0) {
            throw DataFile.damaged(
                    path, "holds the file %s, which is no JPEG in a folder named after a class".formatted(entry));
        }
        return label;
    }

    private static byte[] content(Path path, ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream input = zip.getInputStream(entry)) {
            byte[] content = input.readNBytes(MAXIMAL_ENTRY_BYTES + 1);
            if (content.length > MAXIMAL_ENTRY_BYTES) {
                throw DataFile.damaged(
                        path, "holds the image %s of more than %,d bytes".formatted(entry, MAXIMAL_ENTRY_BYTES));
            }
            return content;
        }
    }

    /** Decodes one image to its red, green and blue planes, after checking its size. */
    private static byte[] decode(Path path, ZipEntry entry, byte[] content) {
        ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
        try (ImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
            reader.setInput(input, true, true);
            if (reader.getWidth(0) != Cifar10.SIDE || reader.getHeight(0) != Cifar10.SIDE) {
                throw DataFile.damaged(
                        path,
                        "holds the image %s of %d x %d pixels instead of 32 x 32"
                                .formatted(entry, reader.getWidth(0), reader.getHeight(0)));
            }
            return planes(reader.read(0));
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            // The platform's decoder reports some damage as unchecked exceptions.
            throw DataFile.damaged(path, "holds the damaged image %s: %s".formatted(entry, e.getMessage()));
        } finally {
            reader.dispose();
        }
    }

    private static byte[] planes(BufferedImage image) {
        int plane = Cifar10.SIDE * Cifar10.SIDE;
        int[] pixels = image.getRGB(0, 0, Cifar10.SIDE, Cifar10.SIDE, null, 0, Cifar10.SIDE);
        byte[] planes = new byte[Cifar10.IMAGE_BYTES];
        for (int i = 0; i < plane; i++) {
            planes[i] = (byte) (pixels[i] >> 16);
            planes[plane + i] = (byte) (pixels[i] >> 8);
            planes[2 * plane + i] = (byte) pixels[i];
        }
        return planes;
    }
}

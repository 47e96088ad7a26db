package io.gossamer.model.data.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.fuzz.MutationFuzzer;
import io.gossamer.model.SharedData;
import io.gossamer.model.data.ImageSet;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10Test {
    private static final int RECORD = 3073;

    @TempDir
    Path folder;

    private static byte[] records(int... labels) {
        byte[] file = new byte[labels.length * RECORD];
        for (int i = 0; i < file.length; i++) {
            file[i] = (byte) (i % RECORD == 0 ? labels[i / RECORD] : i * 31);
        }
        return file;
    }

    @Test
    void readsBatchesInTheOrderOfTheirNames() throws IOException {
        Files.write(folder.resolve("data_batch_2.bin"), records(3));
        Files.write(folder.resolve("data_batch_1.bin.gz"), IdxFolderTest.gzip(records(9, 0)));
        Files.write(folder.resolve("test_batch.bin"), records(5));
        assertThat(Cifar10.recognises(folder)).isTrue();
        try (Arena arena = Arena.ofConfined()) {
            LabelledImages read = Cifar10.read(folder, arena);
            ImageSet training = read.training();
            assertThat(training.labels()).containsExactly(9, 0, 3);
            assertThat(read.test().labels()).containsExactly(5);
            assertThat(List.of(training.channels(), training.height(), training.width(), training.classes()))
                    .containsExactly(3, 32, 32, 10);
            byte[] secondImage = training.pixels().asSlice(3072, 3072).toArray(ValueLayout.JAVA_BYTE);
            assertThat(secondImage).isEqualTo(Arrays.copyOfRange(records(9, 0), RECORD + 1, 2 * RECORD));
        }
    }

    @Test
    void refusesDamagedBatches() throws IOException {
        Files.write(folder.resolve("test_batch.bin"), records(5));
        Path training = folder.resolve("data_batch_1.bin");
        Files.write(training, records(1, 10));
        assertRefused("data_batch_1.bin", "label 10 at image 1");
        Files.write(training, Arrays.copyOf(records(1, 2), 2 * RECORD - 1));
        assertRefused("data_batch_1.bin", "truncated");
        Files.write(training, new byte[0]);
        assertRefused("data_batch_1.bin", "truncated");
        Files.write(training, records(1));
        Files.delete(folder.resolve("test_batch.bin"));
        assertRefused("no CIFAR-10 test files");
    }

    @Test
    void readsJpegImagesByTheNameOfTheirClass() throws IOException {
        writeZip(
                "train.zip", Map.of("train/cat/1.jpg", jpeg(32, 0xFF0000), "train/airplane/2.jpg", jpeg(32, 0x0000FF)));
        writeZip("test.zip", Map.of("truck/1.jpeg", jpeg(32, 0x00FF00)));
        assertThat(Cifar10.recognises(folder)).isTrue();
        assertThat(Cifar10.recognises(folder.resolve("train.zip"))).isTrue();
        try (Arena arena = Arena.ofConfined()) {
            LabelledImages read = Cifar10.read(folder.resolve("train.zip"), arena);
            assertThat(read.training().labels()).containsExactly(0, 3);
            assertThat(read.test().labels()).containsExactly(9);
            ImageSet training = read.training();
            assertThat(centre(training, 0, 0)).isLessThan(30);
            assertThat(centre(training, 0, 2)).isGreaterThan(225);
            assertThat(centre(training, 1, 0)).isGreaterThan(225);
        }
    }

    @Test
    void exactImagesTakeThePlaceOfTheirCopies() throws IOException {
        Files.write(folder.resolve("train.bin"), records(3, 0));
        Files.write(folder.resolve("test_batch.bin"), records(9));
        writeZip(
                "train.zip",
                Map.of(
                        "train/cat/1.jpg", jpeg(32, 0xFF0000),
                        "train/cat/2.jpg", jpeg(32, 0x0000FF),
                        "train/airplane/1.jpg", jpeg(32, 0x00FF00)));
        writeZip("test.zip", Map.of("truck/1.jpg", jpeg(32, 0)));
        try (Arena arena = Arena.ofConfined()) {
            LabelledImages read = Cifar10.read(folder, arena);
            assertThat(read.training().labels()).containsExactly(3, 0, 3);
            assertThat(read.training().pixels().asSlice(0, 3072).toArray(ValueLayout.JAVA_BYTE))
                    .isEqualTo(Arrays.copyOfRange(records(3), 1, RECORD));
            assertThat(centre(read.training(), 2, 2)).isGreaterThan(225);
            assertThat(read.test().labels()).containsExactly(9);
            assertThat(read.test().pixels().toArray(ValueLayout.JAVA_BYTE))
                    .isEqualTo(Arrays.copyOfRange(records(9), 1, RECORD));
        }
    }

    private static int centre(ImageSet images, int image, int channel) {
        return images.pixels().get(ValueLayout.JAVA_BYTE, image * 3072L + channel * 1024L + 16 * 32 + 16) & 0xFF;
    }

    @Test
    void refusesDamagedZips() throws IOException {
        writeZip("test.zip", Map.of("truck/1.jpg", jpeg(32, 0)));
        writeZip("train.zip", Map.of("lorry/1.jpg", jpeg(32, 0)));
        assertRefused("train.zip", "lorry/1.jpg", "class");
        writeZip("train.zip", Map.of("truck/1.jpg", jpeg(33, 0)));
        assertRefused("truck/1.jpg", "33 x 33");
        writeZip("train.zip", Map.of("truck/1.jpg", new byte[70_000]));
        assertRefused("truck/1.jpg", "65,536");
        writeZip("train.zip", Map.of("truck/1.jpg", new byte[100]));
        assertRefused("train.zip", "truck/1.jpg");
        writeZip("train.zip", Map.of());
        assertRefused("train.zip", "no image");
        Files.write(folder.resolve("train.zip"), new byte[100]);
        assertRefused("train.zip");
    }

    @Test
    void survivesMutatedZips() throws IOException {
        writeZip("test.zip", Map.of("truck/1.jpg", jpeg(32, 0)));
        writeZip("train.zip", Map.of("cat/1.jpg", jpeg(32, 0x123456)));
        fuzz("train.zip", Files.readAllBytes(folder.resolve("train.zip")), 500);
    }

    @Test
    void survivesMutatedBatches() throws IOException {
        Files.write(folder.resolve("test_batch.bin"), records(5));
        fuzz("data_batch_1.bin", IdxFolderTest.gzip(records(1, 2)), 500);
    }

    private void fuzz(String name, byte[] valid, int iterations) {
        MutationFuzzer.of(
                        bytes -> {
                            Files.write(folder.resolve(name), bytes);
                            try (Arena arena = Arena.ofConfined()) {
                                Cifar10.read(folder, arena);
                            }
                        },
                        List.of(valid))
                .allowing(GossamerException.class)
                .iterations(iterations)
                .run();
    }

    @Test
    void readsTheRealImagesInBothForms() {
        Path real = SharedData.require("cifar10");
        try (Arena arena = Arena.ofConfined()) {
            LabelledImages joined = Cifar10.read(real, arena);
            assertThat(joined.training().size()).isEqualTo(10_000);
            assertThat(joined.test().size()).isEqualTo(2000);
            assertThat(joined.training().labels()).startsWith(6, 9, 9, 4, 1);

            LabelledImages jpeg = Cifar10.read(real.resolve("cifar10_jpeg_train_10000.zip"), arena);
            assertThat(jpeg.training().size()).isEqualTo(10_000);
            assertThat(jpeg.test().size()).isEqualTo(2000);
            // The first frog of the JPEG copies is image 0 of the exact ones.
            assertThat(meanDifference(joined.training(), 0, jpeg.training(), 6 * 1000))
                    .isLessThan(12);
            assertThat(meanDifference(joined.training(), 0, jpeg.training(), 6 * 1000 + 1))
                    .isGreaterThan(20);
            assertThat(meanDifference(joined.training(), 9999, jpeg.training(), 9999))
                    .isZero();
        }
    }

    private static double meanDifference(ImageSet a, int indexA, ImageSet b, int indexB) {
        double sum = 0;
        for (int i = 0; i < 3072; i++) {
            sum += Math.abs((a.pixels().get(ValueLayout.JAVA_BYTE, indexA * 3072L + i) & 0xFF)
                    - (b.pixels().get(ValueLayout.JAVA_BYTE, indexB * 3072L + i) & 0xFF));
        }
        return sum / 3072;
    }

    private void assertRefused(String... parts) {
        try (Arena arena = Arena.ofConfined()) {
            assertThatThrownBy(() -> Cifar10.read(folder, arena))
                    .isInstanceOf(GossamerException.class)
                    .hasMessageContainingAll(parts);
        }
    }

    private void writeZip(String name, Map<String, byte[]> entries) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve(name)))) {
            for (Map.Entry<String, byte[]> entry : new TreeMap<>(entries).entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
    }

    private static byte[] jpeg(int side, int color) throws IOException {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < side * side; i++) {
            image.setRGB(i % side, i / side, color);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, "jpeg", bytes)).isTrue();
        return bytes.toByteArray();
    }
}

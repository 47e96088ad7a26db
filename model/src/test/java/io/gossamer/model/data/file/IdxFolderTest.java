package io.gossamer.model.data.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.fuzz.MutationFuzzer;
import io.gossamer.model.SharedData;
import io.gossamer.model.data.ImageSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFolderTest {
    private static final String TRAINING_IMAGES = "train-images-idx3-ubyte";
    private static final String TRAINING_LABELS = "train-labels-idx1-ubyte";
    private static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
    private static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

    @TempDir
    Path folder;

    @BeforeEach
    void writeSmallDataSet() throws IOException {
        Files.write(folder.resolve(TRAINING_IMAGES), images(6, 3, 4));
        Files.write(folder.resolve(TRAINING_LABELS), labels(0, 1, 2, 0, 1, 2));
        Files.write(folder.resolve(TEST_IMAGES), images(2, 3, 4));
        Files.write(folder.resolve(TEST_LABELS), labels(2, 0));
    }

    @Test
    void readsSizesPixelsAndLabels() {
        try (Arena arena = Arena.ofConfined()) {
            LabelledImages read = IdxFolder.read(folder, arena);
            ImageSet training = read.training();
            assertThat(training.size()).isEqualTo(6);
            assertThat(List.of(training.channels(), training.height(), training.width(), training.classes()))
                    .containsExactly(1, 3, 4, 3);
            assertThat(training.pixels().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(tail(images(6, 3, 4), 16));
            assertThat(training.labels()).containsExactly(0, 1, 2, 0, 1, 2);
            assertThat(read.test().labels()).containsExactly(2, 0);
            assertThat(read.test().classes()).isEqualTo(3);
        }
    }

    @Test
    void readsGzipAndPlainAlike() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            String plain = IdxFolder.read(folder, arena).training().checksum();
            for (String name : List.of(TRAINING_IMAGES, TRAINING_LABELS, TEST_IMAGES, TEST_LABELS)) {
                byte[] content = Files.readAllBytes(folder.resolve(name));
                Files.delete(folder.resolve(name));
                Files.write(folder.resolve(name + ".gz"), gzip(content));
            }
            assertThat(IdxFolder.read(folder, arena).training().checksum()).isEqualTo(plain);
        }
    }

    @Test
    void readsMnist() {
        Path mnist = SharedData.require("mnist");
        try (Arena arena = Arena.ofConfined()) {
            LabelledImages read = IdxFolder.read(mnist, arena);
            assertThat(read.training().size()).isEqualTo(60_000);
            assertThat(read.test().size()).isEqualTo(10_000);
            assertThat(read.training().classes()).isEqualTo(10);
            assertThat(read.training().labels()).startsWith(5, 0, 4, 1, 9, 2, 1, 3, 1, 4);
            assertThat(read.test().labels()).startsWith(7, 2, 1, 0, 4, 1, 4, 9, 5, 9);
        }
    }

    @Test
    void namesWhatIsMissing() throws IOException {
        Files.delete(folder.resolve(TEST_LABELS));
        assertRefused("test labels");
    }

    @Test
    void refusesTwoDataSetsInOneFolder() throws IOException {
        Files.write(folder.resolve("other-" + TRAINING_IMAGES), images(6, 3, 4));
        assertRefused("several files of training images");
    }

    @Test
    void refusesAWrongMagicNumber() throws IOException {
        Files.write(folder.resolve(TRAINING_IMAGES), labels(0, 1, 2, 0, 1, 2));
        assertRefused(TRAINING_IMAGES, "magic number 0x00000801 instead of 0x00000803");
    }

    @Test
    void refusesTruncatedAndOverlongFiles() throws IOException {
        byte[] content = images(6, 3, 4);
        Files.write(
                folder.resolve(TRAINING_IMAGES),
                ByteBuffer.allocate(content.length - 1)
                        .put(content, 0, content.length - 1)
                        .array());
        assertRefused(TRAINING_IMAGES, "truncated", "72 bytes", "71");
        Files.write(
                folder.resolve(TRAINING_IMAGES),
                ByteBuffer.allocate(content.length + 1).put(content).array());
        assertRefused(TRAINING_IMAGES, "goes on after");
    }

    @Test
    void refusesSizesThatTheFileCannotHoldBeforeAllocating() throws IOException {
        byte[] hostile = ByteBuffer.allocate(16)
                .putInt(0x803)
                .putInt(Integer.MAX_VALUE)
                .putInt(4096)
                .putInt(4096)
                .array();
        Files.write(folder.resolve(TRAINING_IMAGES), hostile);
        assertRefused(TRAINING_IMAGES, "truncated");
        Files.write(folder.resolve(TRAINING_IMAGES), gzip(hostile));
        assertRefused(TRAINING_IMAGES, "truncated");
        Files.write(
                folder.resolve(TRAINING_IMAGES),
                ByteBuffer.wrap(hostile).putInt(4, -1).array());
        assertRefused(TRAINING_IMAGES, "number of images of 4,294,967,295");
    }

    @Test
    void refusesAGzipBomb() throws IOException {
        byte[] bomb = ByteBuffer.allocate(32 << 20)
                .putInt(0x803)
                .putInt(6)
                .putInt(3)
                .putInt(4)
                .array();
        Files.write(folder.resolve(TRAINING_IMAGES), gzip(bomb));
        assertRefused(TRAINING_IMAGES, "goes on after its 88 bytes");
    }

    @Test
    void refusesADamagedGzip() throws IOException {
        byte[] damaged = gzip(images(6, 3, 4));
        damaged[damaged.length - 6] ^= 1;
        Files.write(folder.resolve(TRAINING_IMAGES), damaged);
        assertRefused(TRAINING_IMAGES, "damaged compressed data");
    }

    @Test
    void refusesLabelsThatDoNotFitTheImages() throws IOException {
        Files.write(folder.resolve(TRAINING_LABELS), labels(0, 1, 2));
        assertRefused(TRAINING_LABELS, "3 labels", "6 images");
        writeSmallDataSet();
        Files.write(folder.resolve(TEST_LABELS), labels(2, 3));
        assertRefused(TEST_LABELS, "label 3", "end at 2");
        writeSmallDataSet();
        Files.write(folder.resolve(TEST_IMAGES), images(2, 4, 4));
        assertRefused(TEST_IMAGES, "4 x 4", "3 x 4");
    }

    @Test
    void survivesMutatedImageFiles() {
        fuzz(TRAINING_IMAGES, images(6, 3, 4));
        fuzz(TRAINING_IMAGES, gzip(images(6, 3, 4)));
    }

    @Test
    void survivesMutatedLabelFiles() {
        fuzz(TRAINING_LABELS, labels(0, 1, 2, 0, 1, 2));
    }

    private void fuzz(String name, byte[] valid) {
        MutationFuzzer.of(
                        bytes -> {
                            Files.write(folder.resolve(name), bytes);
                            try (Arena arena = Arena.ofConfined()) {
                                IdxFolder.read(folder, arena);
                            }
                        },
                        List.of(valid))
                .allowing(GossamerException.class)
                .iterations(1_000)
                .run();
    }

    private void assertRefused(String... parts) {
        try (Arena arena = Arena.ofConfined()) {
            assertThatThrownBy(() -> IdxFolder.read(folder, arena))
                    .isInstanceOf(GossamerException.class)
                    .hasMessageContainingAll(parts);
        }
    }

    static byte[] images(int count, int height, int width) {
        ByteBuffer file = ByteBuffer.allocate(16 + count * height * width);
        file.putInt(0x803).putInt(count).putInt(height).putInt(width);
        for (int i = 0; file.hasRemaining(); i++) {
            file.put((byte) (i * 37));
        }
        return file.array();
    }

    static byte[] labels(int... labels) {
        ByteBuffer file = ByteBuffer.allocate(8 + labels.length).putInt(0x801).putInt(labels.length);
        for (int label : labels) {
            file.put((byte) label);
        }
        return file.array();
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] tail(byte[] bytes, int from) {
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }
}

package io.gossamer.model.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class ImageDatasetTest {
    /** Five images of two channels, three rows, four columns; the second channel is brighter. */
    private static ImageSet images(Arena arena) {
        MemorySegment pixels = arena.allocate(5 * 24);
        for (int i = 0; i < pixels.byteSize(); i++) {
            int channel = i / 12 % 2;
            pixels.set(ValueLayout.JAVA_BYTE, i, (byte) (i * 7 % 100 + 155 * channel));
        }
        return new ImageSet(2, 3, 4, 7, pixels, new byte[] {6, 0, 1, 2, 3});
    }

    @Test
    void batchesHoldTheNormalisedPixelsOfTheirIndices() {
        try (Arena arena = Arena.ofConfined();
                PointerScope scope = new PointerScope()) {
            ImageSet images = images(arena);
            Normalization normalization = Normalization.of(images);
            int[] indices = {4, 0, 4};
            Batch batch = new ImageDataset(images, normalization).batch(indices);

            assertThat(batch.input().scalar_type().intern()).isEqualTo(ScalarType.Float);
            assertThat(batch.input().shape()).containsExactly(3, 2, 3, 4);
            assertThat(batch.target().scalar_type().intern()).isEqualTo(ScalarType.Long);
            long[] targets = new long[3];
            batch.target().data_ptr_long().get(targets);
            assertThat(targets).containsExactly(3, 6, 3);

            float[] values = new float[3 * 24];
            batch.input().data_ptr_float().get(values);
            for (int i = 0; i < values.length; i++) {
                int channel = i / 12 % 2;
                int pixel = images.pixels().get(ValueLayout.JAVA_BYTE, indices[i / 24] * 24L + i % 24) & 0xFF;
                assertThat(values[i])
                        .isEqualTo(pixel * normalization.scale()[channel]
                                + normalization.offset()[channel]);
            }
        }
    }

    @Test
    void normalisedTrainingDataHasMeanZeroAndVarianceOneInEachChannel() {
        try (Arena arena = Arena.ofConfined();
                PointerScope scope = new PointerScope()) {
            ImageSet images = images(arena);
            Batch all = new ImageDataset(images, Normalization.of(images))
                    .batch(IntStream.range(0, 5).toArray());
            for (int channel = 0; channel < 2; channel++) {
                var values = all.input().select(1, channel);
                assertThat(values.mean().item_double()).isCloseTo(0, Offset.offset(1e-5));
                assertThat(values.square().mean().item_double()).isCloseTo(1, Offset.offset(1e-5));
            }
        }
    }

    @Test
    void aConstantChannelBecomesZeros() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pixels = arena.allocate(8).fill((byte) 200);
            Normalization normalization = Normalization.of(new ImageSet(1, 2, 2, 2, pixels, new byte[] {0, 1}));
            assertThat(200 * normalization.scale()[0] + normalization.offset()[0])
                    .isZero();
        }
    }

    @Test
    void checksumChangesWithEveryPartOfTheContent() {
        try (Arena arena = Arena.ofConfined()) {
            ImageSet images = images(arena);
            ImageSet turned = new ImageSet(2, 4, 3, 7, images.pixels(), images.labels());
            ImageSet moreClasses = new ImageSet(2, 3, 4, 8, images.pixels(), images.labels());
            ImageSet otherLabel = new ImageSet(2, 3, 4, 7, images.pixels(), new byte[] {6, 0, 1, 2, 4});
            ImageSet otherPixel = images(arena);
            otherPixel.pixels().set(ValueLayout.JAVA_BYTE, 50, (byte) 1);
            assertThat(images.checksum()).hasSize(64).isEqualTo(images(arena).checksum());
            assertThat(Stream.of(turned, moreClasses, otherLabel, otherPixel).map(ImageSet::checksum))
                    .doesNotHaveDuplicates()
                    .doesNotContain(images.checksum());
        }
    }

    @Test
    void refusesSizesAndLabelsThatDoNotFit() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pixels = arena.allocate(8);
            assertThatThrownBy(() -> new ImageSet(1, 2, 2, 2, pixels, new byte[3]))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new ImageSet(1, 2, 2, 2, pixels, new byte[] {0, 2}))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}

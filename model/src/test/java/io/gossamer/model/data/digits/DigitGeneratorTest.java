package io.gossamer.model.data.digits;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.model.data.ImageDataset;
import io.gossamer.model.data.ImageSet;
import io.gossamer.model.data.Normalization;
import io.gossamer.model.data.digits.DigitGenerator.Part;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class DigitGeneratorTest {
    @Test
    void drawsTheSameBytesOnEveryMachine() {
        try (Arena arena = Arena.ofConfined()) {
            assertThat(new DigitGenerator(7).generate(Part.TRAINING, 200, arena).checksum())
                    .isEqualTo("dffb67495f1f314b56f95c5945ebff058ce10be6cf1a652187f5b4bd02258ea9");
        }
    }

    @Test
    void imagesDependOnTheirNumberAndNotOnHowManyAreDrawn() {
        try (Arena arena = Arena.ofConfined()) {
            ImageSet few = new DigitGenerator(3).generate(Part.TEST, 30, arena);
            ImageSet many = new DigitGenerator(3).generate(Part.TEST, 60, arena);
            assertThat(many.pixels().asSlice(0, few.pixels().byteSize()).mismatch(few.pixels()))
                    .isEqualTo(-1);
        }
    }

    @Test
    void seedsAndPartsGiveDifferentImages() {
        try (Arena arena = Arena.ofConfined()) {
            ImageSet images = new DigitGenerator(3).generate(Part.TRAINING, 100, arena);
            ImageSet otherSeed = new DigitGenerator(4).generate(Part.TRAINING, 100, arena);
            ImageSet otherPart = new DigitGenerator(3).generate(Part.TEST, 100, arena);
            for (int i = 0; i < images.size(); i++) {
                assertThat(image(images, i).mismatch(image(otherSeed, i))).isNotEqualTo(-1);
                assertThat(image(images, i).mismatch(image(otherPart, i))).isNotEqualTo(-1);
            }
        }
    }

    @Test
    void classesAreBalancedAndEveryImageHasInkInsideItsBorder() {
        try (Arena arena = Arena.ofConfined()) {
            ImageSet images = new DigitGenerator(5).generate(Part.TRAINING, 1000, arena);
            int[] perClass = new int[images.classes()];
            for (int i = 0; i < images.size(); i++) {
                perClass[images.label(i)]++;
                int bright = countAbove(image(images, i), 100);
                assertThat(bright).as("bright pixels of image %d", i).isBetween(8, 350);
            }
            assertThat(perClass).containsOnly(100);
        }
    }

    /** What makes the task worth training on: see the bounds in the design of the built-in task. */
    @Test
    void aLinearModelStaysBelow93PercentAndLeNetPasses98() {
        try (Arena arena = Arena.ofConfined()) {
            DigitGenerator generator = new DigitGenerator(1);
            ImageSet training = generator.generate(Part.TRAINING, 12_000, arena);
            Normalization normalization = Normalization.of(training);
            ImageDataset trainingData = new ImageDataset(training, normalization);
            ImageDataset testData = new ImageDataset(generator.generate(Part.TEST, 2_000, arena), normalization);

            try (Classifier linear = new Classifier(Classifier.Kind.LINEAR, 28, 10)) {
                linear.train(trainingData, 1_000, 0.002);
                // Far from useless too: a bound that a broken classifier passes would say nothing.
                assertThat(linear.accuracy(testData)).isBetween(0.75, 0.93);
            }
            try (Classifier lenet = new Classifier(Classifier.Kind.LENET, 28, 10)) {
                lenet.train(trainingData, 700, 0.003);
                assertThat(lenet.accuracy(testData)).isGreaterThan(0.98);
            }
        }
    }

    private static MemorySegment image(ImageSet images, int index) {
        return images.pixels().asSlice((long) index * images.imageBytes(), images.imageBytes());
    }

    private static int countAbove(MemorySegment image, int level) {
        int count = 0;
        for (long i = 0; i < image.byteSize(); i++) {
            count += (image.get(ValueLayout.JAVA_BYTE, i) & 0xFF) > level ? 1 : 0;
        }
        return count;
    }
}

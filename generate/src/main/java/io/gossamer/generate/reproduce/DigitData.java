package io.gossamer.generate.reproduce;

import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.generate.data.ExampleArray;
import io.gossamer.generate.data.SmallImages;
import io.gossamer.model.data.digits.DigitGenerator;
import io.gossamer.model.data.file.IdxFolder;
import io.gossamer.model.data.file.LabelledImages;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Images of 14 x 14 pixels: MNIST where it is at hand, the built-in digits where it is not. */
record DigitData(ExampleArray training, ExampleArray test, SmallImages scale, String label) {
    static DigitData open(Reproduction.Setting setting) {
        Optional<Path> mnist = setting.data().map(data -> data.resolve("mnist")).filter(Files::exists);
        int count = setting.quick() ? 4_000 : 20_000;
        try (Arena arena = Arena.ofConfined()) {
            LabelledImages images = mnist.map(path -> IdxFolder.read(path, arena))
                    .orElseGet(() -> {
                        DigitGenerator generator = new DigitGenerator(1);
                        return new LabelledImages(
                                generator.generate(DigitGenerator.Part.TRAINING, count, arena),
                                generator.generate(DigitGenerator.Part.TEST, 2_000, arena));
                    });
            SmallImages scale = SmallImages.measuredOn(images.training());
            return new DigitData(
                    ExampleArray.first(scale.examples(images.training()), count),
                    ExampleArray.first(scale.examples(images.test()), setting.quick() ? 500 : 2_000),
                    scale,
                    mnist.isPresent() ? "MNIST" : "the built-in digits (no MNIST at hand)");
        }
    }
}

package io.gossamer.model.task;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.model.data.ImageDataset;
import io.gossamer.model.data.ImageSet;
import io.gossamer.model.data.Normalization;
import io.gossamer.model.data.TextDataset;
import io.gossamer.model.data.Vocabulary;
import io.gossamer.model.data.digits.DigitGenerator;
import io.gossamer.model.data.file.Cifar10;
import io.gossamer.model.data.file.IdxFolder;
import io.gossamer.model.data.file.LabelledImages;
import io.gossamer.model.data.file.TextFile;
import io.gossamer.model.data.text.WordChain;
import io.gossamer.model.network.ProblemShape;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** The tasks that come with Gossamer: two that make their data, three that read files. */
enum BuiltInTask {
    /** Generated images of digits: 12,000 to learn from, 2,000 to be judged on. */
    DIGITS(false, "lenet", "digits") {
        @Override
        Task open(Path data, long seed, Arena memory) {
            DigitGenerator generator = new DigitGenerator(seed);
            return images(
                    new LabelledImages(
                            generator.generate(DigitGenerator.Part.TRAINING, 12_000, memory),
                            generator.generate(DigitGenerator.Part.TEST, 2_000, memory)),
                    memory);
        }
    },

    /** Generated text: a million characters to learn from, 100,000 to be judged on. */
    TEXT(false, "gpt", "text") {
        @Override
        Task open(Path data, long seed, Arena memory) {
            WordChain language = new WordChain(seed);
            String training = language.text(0, 1_000_000);
            return text(training, language.text(1, 100_000), OptionalDouble.of(language.entropyRate()), memory);
        }
    },

    /** A folder of four IDX files, MNIST or any other. */
    MNIST(true, "lenet", "mnist", "idx") {
        @Override
        Task open(Path data, long seed, Arena memory) {
            return images(IdxFolder.read(data, memory), memory);
        }

        @Override
        boolean recognises(Path data) {
            return IdxFolder.recognises(data);
        }
    },

    /** A folder of CIFAR-10, binary or JPEG. */
    CIFAR10(true, "resnet20", "cifar10") {
        @Override
        Task open(Path data, long seed, Arena memory) {
            return images(Cifar10.read(data, memory), memory);
        }

        @Override
        boolean recognises(Path data) {
            return Cifar10.recognises(data);
        }
    },

    /** A UTF-8 text file: its first nine tenths to learn from, the rest to be judged on. */
    TEXT_FILE(true, "gpt", "textfile") {
        @Override
        Task open(Path data, long seed, Arena memory) {
            String text = TextFile.read(data);
            int cut = text.offsetByCodePoints(0, (int) (text.codePointCount(0, text.length()) * 9L / 10));
            if (text.codePointCount(cut, text.length()) <= CONTEXT) {
                throw new GossamerException(
                        "%s holds too little text: %,d characters".formatted(data, text.length()),
                        "Name a text of at least %d characters.".formatted(10 * (CONTEXT + 1)));
            }
            return text(text.substring(0, cut), text.substring(cut), OptionalDouble.empty(), memory);
        }

        @Override
        boolean recognises(Path data) {
            return TextFile.recognises(data);
        }
    };

    /** Characters that a text model sees at once. */
    static final int CONTEXT = 64;

    private final boolean readsFiles;
    private final String defaultModel;
    private final List<String> names;

    BuiltInTask(boolean readsFiles, String defaultModel, String... names) {
        this.readsFiles = readsFiles;
        this.defaultModel = defaultModel;
        this.names = List.of(names);
    }

    /** @param data the path given by the user; null where the task makes its data */
    abstract Task open(Path data, long seed, Arena memory);

    /** Whether the path, which exists, looks like this task's data. */
    boolean recognises(Path data) {
        return false;
    }

    boolean readsFiles() {
        return readsFiles;
    }

    String defaultModel() {
        return defaultModel;
    }

    /** The name on the command line, followed by other names for it. */
    List<String> names() {
        return names;
    }

    Task images(LabelledImages images, Arena memory) {
        ImageSet training = images.training();
        Normalization normalization = Normalization.of(training);
        return new OpenTask(
                names.getFirst(),
                new ImageDataset(training, normalization),
                new ImageDataset(images.test(), normalization),
                new ProblemShape.Images(training.channels(), training.height(), training.width(), training.classes()),
                defaultModel,
                OptionalDouble.empty(),
                memory);
    }

    Task text(String training, String test, OptionalDouble lossFloor, Arena memory) {
        Vocabulary vocabulary = Vocabulary.of(training + test);
        return new OpenTask(
                names.getFirst(),
                new TextDataset(vocabulary.encode(training), CONTEXT),
                new TextDataset(vocabulary.encode(test), CONTEXT),
                new ProblemShape.Tokens(vocabulary.size(), CONTEXT),
                defaultModel,
                lossFloor,
                memory);
    }

    static List<String> allNames() {
        return Arrays.stream(values()).map(task -> task.names.getFirst()).toList();
    }
}

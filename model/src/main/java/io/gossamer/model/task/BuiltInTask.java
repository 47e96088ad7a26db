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
import io.gossamer.model.pretrained.PretrainedModel;
import io.gossamer.model.tokenizer.Tokenizer;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The tasks that come with Gossamer: two that make their data, three that read files. */
enum BuiltInTask {
    /** Generated images of digits: 12,000 to learn from, 2,000 to be judged on. */
    DIGITS(false, "lenet", "digits") {
        @Override
        Task open(Opening opening) {
            DigitGenerator generator = new DigitGenerator(opening.seed());
            return images(
                    new LabelledImages(
                            generator.generate(DigitGenerator.Part.TRAINING, 12_000, opening.memory()),
                            generator.generate(DigitGenerator.Part.TEST, 2_000, opening.memory())),
                    opening);
        }
    },

    /** Generated text: a million characters to learn from, 100,000 to be judged on. */
    TEXT(false, "gpt", "text") {
        @Override
        Task open(Opening opening) {
            WordChain language = new WordChain(opening.seed());
            String training = language.text(0, 1_000_000);
            OptionalDouble floor =
                    opening.model().isPresent() ? OptionalDouble.empty() : OptionalDouble.of(language.entropyRate());
            return text(training, language.text(1, 100_000), floor, opening);
        }
    },

    /** A folder of four IDX files, MNIST or any other. */
    MNIST(true, "lenet", "mnist", "idx") {
        @Override
        Task open(Opening opening) {
            return images(IdxFolder.read(opening.data(), opening.memory()), opening);
        }

        @Override
        boolean recognises(Path data) {
            return IdxFolder.recognises(data);
        }
    },

    /** A folder of CIFAR-10, binary or JPEG. */
    CIFAR10(true, "resnet20", "cifar10") {
        @Override
        Task open(Opening opening) {
            return images(Cifar10.read(opening.data(), opening.memory()), opening);
        }

        @Override
        boolean recognises(Path data) {
            return Cifar10.recognises(data);
        }
    },

    /** A UTF-8 text file: its first nine tenths to learn from, the rest to be judged on. */
    TEXT_FILE(true, "gpt", "textfile") {
        @Override
        Task open(Opening opening) {
            String text = TextFile.read(opening.data());
            int cut = text.offsetByCodePoints(0, (int) (text.codePointCount(0, text.length()) * 9L / 10));
            return text(text.substring(0, cut), text.substring(cut), OptionalDouble.empty(), opening);
        }

        @Override
        boolean recognises(Path data) {
            return TextFile.recognises(data);
        }
    };

    /** Characters that a text model sees at once. */
    static final int CONTEXT = 64;

    /** Tokens that a pretrained model sees at once, if it can. */
    static final int PRETRAINED_CONTEXT = 128;

    private final boolean readsFiles;
    private final String defaultModel;
    private final List<String> names;

    BuiltInTask(boolean readsFiles, String defaultModel, String... names) {
        this.readsFiles = readsFiles;
        this.defaultModel = defaultModel;
        this.names = List.of(names);
    }

    /**
     * What a task is opened with.
     *
     * @param data the path given by the user; null where the task makes its data
     * @param model brings its tokenizer, which a text is then read with
     * @param memory what the data lies in
     */
    record Opening(Path data, Optional<PretrainedModel> model, long seed, Arena memory) {}

    abstract Task open(Opening opening);

    /** Whether the path, which exists, looks like this task's data. */
    boolean recognises(Path data) {
        return false;
    }

    boolean readsFiles() {
        return readsFiles;
    }

    boolean readsText() {
        return this == TEXT || this == TEXT_FILE;
    }

    String defaultModel() {
        return defaultModel;
    }

    /** The name on the command line, followed by other names for it. */
    List<String> names() {
        return names;
    }

    Task images(LabelledImages images, Opening opening) {
        ImageSet training = images.training();
        Normalization normalization = Normalization.of(training);
        return new OpenTask(
                names.getFirst(),
                new ImageDataset(training, normalization),
                new ImageDataset(images.test(), normalization),
                new ProblemShape.Images(training.channels(), training.height(), training.width(), training.classes()),
                defaultModel,
                OptionalDouble.empty(),
                Optional.empty(),
                opening.memory());
    }

    Task text(String training, String test, OptionalDouble lossFloor, Opening opening) {
        Optional<PretrainedModel> model = opening.model();
        Tokenizer tokenizer = model.map(PretrainedModel::tokenizer).orElseGet(() -> Vocabulary.of(training + test));
        int context = model.map(known -> Math.min(PRETRAINED_CONTEXT, known.context()))
                .orElse(CONTEXT);
        return new OpenTask(
                names.getFirst(),
                windows(tokenizer.encode(training), context, opening),
                windows(tokenizer.encode(test), context, opening),
                new ProblemShape.Tokens(tokenizer.size(), context),
                defaultModel,
                lossFloor,
                model,
                opening.memory());
    }

    private static TextDataset windows(char[] tokens, int context, Opening opening) {
        if (tokens.length <= context) {
            throw new GossamerException(
                    "%s holds too little text: a part of it has %,d tokens".formatted(opening.data(), tokens.length),
                    "Name a text of at least %d characters.".formatted(10 * (context + 1)));
        }
        return new TextDataset(tokens, context);
    }

    static List<String> allNames() {
        return Arrays.stream(values()).map(task -> task.names.getFirst()).toList();
    }
}

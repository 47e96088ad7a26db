package io.gossamer.model.pretrained;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.model.network.Llama;
import io.gossamer.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The checkpoints of llama2.c, version 0: {@code NAME.bin} with the weights, beside it {@code NAME_tok*.bin} (or
 * {@code tokenizer.bin}) with the tokenizer.
 */
final class Llama2cFormat implements PretrainedFormat {
    private static final String SUFFIX = ".bin";
    private static final String COMMON_TOKENIZER = "tokenizer.bin";
    private static final long LARGEST_TOKENIZER = 64L << 20;

    @Override
    public boolean recognises(Path file) {
        return file.getFileName() != null && file.getFileName().toString().endsWith(SUFFIX);
    }

    @Override
    public PretrainedModel read(Path file, Arena memory) {
        MemorySegment bytes = map(file, memory);
        Llama2cCheckpoint checkpoint = checkpoint(file, bytes);
        Llama llama = checkpoint.llama(file.getFileName().toString());
        return new PretrainedModel(
                file.toString(),
                checkpoint.weights(llama, bytes),
                tokenizer(file, llama.shape().vocabulary()),
                llama.shape().context());
    }

    private static Llama2cCheckpoint checkpoint(Path file, MemorySegment bytes) {
        try {
            return Llama2cCheckpoint.read(bytes);
        } catch (DamagedModelException damaged) {
            throw damaged.of(file, "a llama2.c checkpoint of version 0");
        }
    }

    private static Tokenizer tokenizer(Path model, int vocabulary) {
        Path file = tokenizerBeside(model);
        try {
            return Llama2cTokenizer.read(MemorySegment.ofArray(read(file)), vocabulary);
        } catch (DamagedModelException damaged) {
            throw damaged.of(file, "the tokenizer of " + model.getFileName());
        }
    }

    private static Path tokenizerBeside(Path model) {
        String name = model.getFileName().toString();
        String stem = name.substring(0, name.length() - SUFFIX.length());
        Path folder = model.toAbsolutePath().getParent();
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> own = files.filter(file -> file.getFileName().toString().startsWith(stem + "_tok")
                            && file.getFileName().toString().endsWith(SUFFIX))
                    .toList();
            Path common = folder.resolve(COMMON_TOKENIZER);
            if (own.size() == 1) {
                return own.getFirst();
            }
            if (own.isEmpty() && Files.isRegularFile(common)) {
                return common;
            }
            throw new GossamerException(
                    own.isEmpty() ? "No tokenizer stands beside " + model : "Several tokenizers stand beside " + model,
                    "Put one beside it: " + stem + "_tok*.bin or " + COMMON_TOKENIZER + ".");
        } catch (IOException unreadable) {
            throw failure(folder, unreadable);
        }
    }

    private static MemorySegment map(Path file, Arena memory) {
        try (FileChannel channel = FileChannel.open(file)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), memory);
        } catch (IOException unreadable) {
            throw failure(file, unreadable);
        }
    }

    private static byte[] read(Path file) {
        try {
            if (Files.size(file) > LARGEST_TOKENIZER) {
                throw new GossamerException(file + " is too large for a tokenizer", "Name another model.");
            }
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw failure(file, unreadable);
        }
    }

    private static GossamerException failure(Path file, IOException unreadable) {
        return unreadable instanceof NoSuchFileException
                ? new GossamerException(
                        "There is no model file " + file, "Check the path given with --model.", unreadable)
                : new GossamerException(
                        "Cannot read " + file + " (" + unreadable.getClass().getSimpleName() + ")",
                        "Check the file and its rights.",
                        unreadable);
    }
}

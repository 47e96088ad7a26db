package io.gossamer.model.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.fuzz.MutationFuzzer;
import io.gossamer.model.network.Loss;
import io.gossamer.model.network.Network;
import io.gossamer.model.network.Networks;
import io.gossamer.model.network.ProblemShape;
import io.gossamer.model.task.Task;
import io.gossamer.model.task.Tasks;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Llama2cTest {
    private static final int EMBEDDING = Llama2cFiles.VOCABULARY * Llama2cFiles.WIDTH;
    /** Floats before the second layer's expansion, which is the last of the layers' tensors in the file. */
    private static final int LAST_EXPANSION = EMBEDDING + 2 * (2 * 8 + 3 * 8 * 8 + 2 * 12 * 8) + 12 * 8;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyTensorStandsWhereTheFormatPutsIt(boolean tied) throws DamagedModelException {
        MemorySegment file = MemorySegment.ofArray(Llama2cFiles.model(tied));
        Llama2cCheckpoint checkpoint = Llama2cCheckpoint.read(file);
        try (Network network = Networks.of(checkpoint.weights(checkpoint.llama("tiny"), file), Loss.CROSS_ENTROPY, 1)) {
            assertThat(first(network, "tokens")).isEqualTo(Llama2cFiles.weight(0));
            assertThat(first(network, "block1.norm1")).isEqualTo(Llama2cFiles.weight(EMBEDDING + 8));
            assertThat(first(network, "block1.expand.weight")).isEqualTo(Llama2cFiles.weight(LAST_EXPANSION));
            assertThat(first(network, "norm")).isEqualTo(Llama2cFiles.weight(LAST_EXPANSION + 12 * 8));
            if (!tied) {
                int tables = Llama2cFiles.CONTEXT * Llama2cFiles.WIDTH / 2;
                assertThat(first(network, "head")).isEqualTo(Llama2cFiles.weight(LAST_EXPANSION + 12 * 8 + 8 + tables));
            }
        }
    }

    private static float first(Network network, String name) {
        var entries = network.parameters().layout().entries();
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).name().equals(name)) {
                return network.parameters().memory(i).getAtIndex(ValueLayout.JAVA_FLOAT, 0);
            }
        }
        throw new AssertionError(name);
    }

    @Test
    void aTextTaskReadsItsTextWithTheModelsTokenizerAndMakesThatNetwork() throws IOException {
        Path model = Llama2cFiles.write(folder);
        Path text = Files.writeString(folder.resolve("a.txt"), "abba".repeat(200));
        try (Task task = Tasks.openFor("textfile", Optional.of(text), model.toString(), 1);
                Network whole = task.network(model.toString(), 1);
                Network adapters = task.network(model + "+lora(2,4)", 1);
                Network other = task.network("gpt", 1)) {
            assertThat(task.shape()).isEqualTo(new ProblemShape.Tokens(Llama2cFiles.VOCABULARY, Llama2cFiles.CONTEXT));
            assertThat(whole.parameters().layout().elements()).isEqualTo(EMBEDDING + 2 * (16 + 192 + 288) + 8);
            assertThat(adapters.frozen().layout().elements())
                    .isEqualTo(whole.parameters().layout().elements());
            assertThat(other.name()).isEqualTo("gpt");
        }
        assertThatThrownBy(() -> Tasks.openFor("text", Optional.empty(), folder + "/none.bin", 1))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("no model file");
        Files.delete(folder.resolve("tiny_tok.bin"));
        assertThatThrownBy(() -> Tasks.openFor("text", Optional.empty(), model.toString(), 1))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("No tokenizer");
        Files.write(folder.resolve("tokenizer.bin"), Llama2cFiles.tokenizer());
        Tasks.openFor("text", Optional.empty(), model.toString(), 1).close();
        Files.write(folder.resolve("tiny_tok1.bin"), new byte[3]);
        assertThatThrownBy(() -> Tasks.openFor("text", Optional.empty(), model.toString(), 1))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("tiny_tok1.bin is not the tokenizer of tiny.bin");
    }

    @Test
    void aModelOfAnotherLengthThanItsHeaderAsksForIsRefused() throws IOException {
        Path file = Llama2cFiles.write(folder);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 4));
        try (Arena memory = Arena.ofConfined()) {
            assertThatThrownBy(() -> PretrainedModels.read(file.toString(), memory))
                    .isInstanceOf(GossamerException.class)
                    .hasMessageContaining("its header asks for");
            assertThat(PretrainedModels.read("gpt", memory)).isEmpty();
        }
    }

    @Test
    void brokenModelsAreRefused() {
        MutationFuzzer.of(
                        bytes -> {
                            MemorySegment file = MemorySegment.ofArray(bytes);
                            Llama2cCheckpoint checkpoint = Llama2cCheckpoint.read(file);
                            checkpoint.weights(checkpoint.llama("fuzzed"), file);
                        },
                        List.of(Llama2cFiles.model(true), Llama2cFiles.model(false)))
                .allowing(DamagedModelException.class)
                .run();
    }

    @Test
    void brokenTokenizersAreRefused() {
        MutationFuzzer.of(
                        bytes -> Llama2cTokenizer.read(MemorySegment.ofArray(bytes), Llama2cFiles.VOCABULARY)
                                .encode("a bab"),
                        List.of(Llama2cFiles.tokenizer()))
                .allowing(DamagedModelException.class)
                .run();
    }
}

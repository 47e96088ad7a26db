package io.gossamer.model.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.model.SharedData;
import io.gossamer.model.network.Network;
import io.gossamer.model.network.ProblemShape;
import io.gossamer.model.network.Score;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TasksTest {
    @TempDir
    Path folder;

    @Test
    void opensDigitsWithTheNetworkThatFits() {
        try (Task task = Tasks.open("digits", Optional.empty(), 1)) {
            assertThat(task.name()).isEqualTo("digits");
            assertThat(task.training().size()).isEqualTo(12_000);
            assertThat(task.test().size()).isEqualTo(2_000);
            assertThat(task.shape()).isEqualTo(new ProblemShape.Images(1, 28, 28, 10));
            assertThat(task.training().checksum()).isNotEqualTo(task.test().checksum());
            try (Network network = task.network(task.defaultModel(), 1);
                    PointerScope scope = new PointerScope()) {
                Score score = network.evaluate(
                        task.test().batch(IntStream.range(0, 50).toArray()));
                assertThat(score.count()).isEqualTo(50);
                assertThat(score.loss()).isCloseTo(Math.log(10), within(1.0));
            }
        }
    }

    @Test
    void findsATaskOfOnesOwnByItsName() {
        assertThat(Tasks.names()).contains("digits", "own");
        assertThat(Tasks.defaultModel("own")).isEqualTo("mlp:16");
        try (Task task = Tasks.open("own", Optional.empty(), 1)) {
            assertThat(task).isInstanceOf(OwnTask.class);
        }
    }

    @Test
    void opensTextWithItsFloor() {
        try (Task task = Tasks.open("text", Optional.empty(), 1)) {
            assertThat(task.training().size()).isEqualTo(999_999 / BuiltInTask.CONTEXT);
            assertThat(task.shape()).isInstanceOfSatisfying(ProblemShape.Tokens.class, tokens -> {
                assertThat(tokens.vocabulary()).isBetween(20, 27);
                assertThat(tokens.context()).isEqualTo(BuiltInTask.CONTEXT);
            });
            assertThat(task.lossFloor().orElseThrow()).isBetween(0.2, 0.5);
            try (Network network = task.network(task.defaultModel(), 1);
                    PointerScope scope = new PointerScope()) {
                Score score = network.evaluate(task.test().batch(new int[] {0, 1}));
                assertThat(score.count()).isEqualTo(2L * BuiltInTask.CONTEXT);
            }
        }
    }

    @Test
    void theSeedDecidesTheBuiltInData() {
        try (Task task = Tasks.open("digits", Optional.empty(), 1);
                Task same = Tasks.open("digits", Optional.empty(), 1);
                Task other = Tasks.open("digits", Optional.empty(), 2)) {
            assertThat(same.training().checksum()).isEqualTo(task.training().checksum());
            assertThat(other.training().checksum()).isNotEqualTo(task.training().checksum());
        }
    }

    @Test
    void splitsATextFileNineToOne() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "abcdefghij".repeat(1000));
        try (Task task = Tasks.open("textfile", Optional.of(file), 1)) {
            assertThat(task.training().size()).isEqualTo(8_999 / BuiltInTask.CONTEXT);
            assertThat(task.test().size()).isEqualTo(999 / BuiltInTask.CONTEXT);
            assertThat(task.shape()).isEqualTo(new ProblemShape.Tokens(10, BuiltInTask.CONTEXT));
            assertThat(task.lossFloor()).isEmpty();
        }
        Path small = Files.writeString(folder.resolve("b.txt"), "abc");
        assertThatThrownBy(() -> Tasks.open("textfile", Optional.of(small), 1))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("too little text");
    }

    @Test
    void guessesTheTaskFromThePath() throws IOException {
        Path text = Files.writeString(folder.resolve("a.txt"), "abc");
        assertThat(Tasks.guess(text)).isEqualTo("textfile");
        Path idx = Files.createDirectory(folder.resolve("fashion"));
        Files.createFile(idx.resolve("train-images-idx3-ubyte.gz"));
        assertThat(Tasks.guess(idx)).isEqualTo("mnist");
        Path cifar = Files.createDirectory(folder.resolve("cifar"));
        Files.createFile(cifar.resolve("data_batch_1.bin"));
        assertThat(Tasks.guess(cifar)).isEqualTo("cifar10");
        Path other = Files.createFile(folder.resolve("a.csv"));
        assertThatThrownBy(() -> Tasks.guess(other)).isInstanceOf(GossamerException.class);
        assertThatThrownBy(() -> Tasks.guess(folder.resolve("missing")))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("does not exist");
    }

    @Test
    void opensRealDataByItsGuess() {
        Path mnist = SharedData.require("mnist");
        assertThat(Tasks.guess(SharedData.require("cifar10"))).isEqualTo("cifar10");
        assertThat(Tasks.guess(SharedData.require("tinyshakespeare"))).isEqualTo("textfile");
        try (Task task = Tasks.open(Tasks.guess(mnist), Optional.of(mnist), 1)) {
            assertThat(task.training().size()).isEqualTo(60_000);
            assertThat(task.shape()).isEqualTo(new ProblemShape.Images(1, 28, 28, 10));
        }
    }

    @Test
    void namesWhatIsWrong() {
        assertThatThrownBy(() -> Tasks.open("digit", Optional.empty(), 1))
                .isInstanceOfSatisfying(GossamerException.class, failure -> {
                    assertThat(failure).hasMessageContaining("'digit'");
                    assertThat(failure.hint()).contains("digits, text, mnist, cifar10, textfile");
                });
        assertThatThrownBy(() -> Tasks.open("idx", Optional.empty(), 1))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("reads files");
        assertThatThrownBy(() -> Tasks.open("digits", Optional.of(folder), 1))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("does not read");
        assertThatThrownBy(() -> Tasks.open("mnist", Optional.of(folder.resolve("missing")), 1))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("does not exist");
        assertThat(Tasks.defaultModel("cifar10")).isEqualTo("resnet20");
    }
}

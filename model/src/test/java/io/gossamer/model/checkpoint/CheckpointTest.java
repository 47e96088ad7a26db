package io.gossamer.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.fuzz.MutationFuzzer;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.core.state.Stateful;
import io.gossamer.model.digest.Sha256;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    @TempDir
    Path folder;

    /** A state with every kind of array, some in a scope. */
    private static final class Example implements Stateful {
        private final MemorySegment weights = Arena.ofAuto().allocate(6 * Float.BYTES, 64);
        private final long[] position;
        private final double[] moments = new double[3];

        private Example(int seed, int positions) {
            RandomStream random = RandomStream.of(seed, Purpose.TEST, 0, 0, 0);
            random.fillNormal(weights, 0, 1);
            position = new long[positions];
            for (int i = 0; i < positions; i++) {
                position[i] = random.nextLong();
            }
            for (int i = 0; i < moments.length; i++) {
                moments[i] = random.nextDouble();
            }
        }

        @Override
        public void visitState(StateVisitor visitor) {
            visitor.floats("weights", weights, 2, 3);
            StateVisitor optimizer = visitor.scope("optimizer");
            optimizer.longs("position", position);
            optimizer.doubles("moments", moments);
        }

        private String hash() {
            return new Sha256()
                    .update(weights)
                    .update(MemorySegment.ofArray(position.clone()))
                    .update(MemorySegment.ofArray(moments.clone()))
                    .hex();
        }
    }

    @Test
    void restoresEveryArrayAndTheMetadata() throws IOException {
        Path file = folder.resolve("step-10.safetensors");
        Example saved = new Example(1, 2);
        String sha256 = Checkpoint.save(file, saved, Map.of("step", "10", "method", "dgc"));
        assertThat(sha256).isEqualTo(Sha256.ofFile(file));

        Example restored = new Example(2, 2);
        assertThat(Checkpoint.restore(file, restored))
                .containsExactly(Map.entry("method", "dgc"), Map.entry("step", "10"));
        assertThat(restored.hash()).isEqualTo(saved.hash());
        assertThat(Checkpoint.metadata(file)).containsOnlyKeys("method", "step");

        assertThat(Checkpoint.save(folder.resolve("again"), restored, Map.of("method", "dgc", "step", "10")))
                .isEqualTo(sha256);
    }

    @Test
    void refusesAnotherStateAndChangesNothing() {
        Path file = folder.resolve("a.safetensors");
        Example saved = new Example(1, 2);
        Checkpoint.save(file, saved, Map.of());
        assertRefused(file, new Example(2, 3), "optimizer.position", "I64 [2]", "I64 [3]");

        Stateful more = visitor -> {
            saved.visitState(visitor);
            visitor.longs("extra", new long[1]);
        };
        assertThatThrownBy(() -> Checkpoint.restore(file, more))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("'extra'");

        Stateful fewer = visitor -> visitor.floats("weights", saved.weights, 2, 3);
        assertThatThrownBy(() -> Checkpoint.restore(file, fewer))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("2 arrays that are not needed");

        Stateful otherShape = visitor -> visitor.floats("weights", saved.weights, 3, 2);
        assertThatThrownBy(() -> Checkpoint.restore(file, otherShape))
                .isInstanceOf(GossamerException.class)
                .hasMessageContainingAll("F32 [2, 3]", "F32 [3, 2]");
    }

    @Test
    void refusesEveryTruncationAndEveryFlippedBit() throws IOException {
        Path file = folder.resolve("a.safetensors");
        Checkpoint.save(file, new Example(1, 2), Map.of("step", "10"));
        byte[] valid = Files.readAllBytes(file);
        Example state = new Example(2, 2);
        String before = state.hash();
        for (int length = 0; length < valid.length; length += 7) {
            Files.write(file, Arrays.copyOf(valid, length));
            assertRefused(file, state);
        }
        for (int i = 0; i < valid.length; i++) {
            byte[] damaged = valid.clone();
            damaged[i] ^= (byte) (1 << i % 8);
            Files.write(file, damaged);
            assertRefused(file, state);
        }
        assertThat(state.hash()).isEqualTo(before);
    }

    @Test
    void survivesMutatedFiles() throws IOException {
        Path file = folder.resolve("fuzzed.safetensors");
        Checkpoint.save(file, new Example(1, 2), Map.of("step", "10"));
        Example state = new Example(2, 2);
        MutationFuzzer.of(
                        bytes -> {
                            Files.write(file, bytes);
                            Checkpoint.restore(file, state);
                        },
                        List.of(Files.readAllBytes(file)))
                .allowing(GossamerException.class)
                .iterations(1_000)
                .run();
    }

    @Test
    void replacesACheckpointWholly() throws IOException {
        Path file = folder.resolve("latest.safetensors");
        Checkpoint.save(file, new Example(1, 1000), Map.of());
        Example small = new Example(2, 2);
        String sha256 = Checkpoint.save(file, small, Map.of());
        assertThat(Sha256.ofFile(file)).isEqualTo(sha256);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void namesAFolderThatCannotBeWritten() {
        Path file = folder.resolve("missing").resolve("a.safetensors");
        assertThatThrownBy(() -> Checkpoint.save(file, new Example(1, 2), Map.of()))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("a.safetensors cannot be written");
    }

    @Test
    void refusesSafetensorsThatAreNoCheckpoint() throws IOException {
        Path file = folder.resolve("weights.safetensors");
        new SafetensorsWriter(List.of()).write(file, Map.of());
        assertRefused(file, new Example(1, 2), "is no checkpoint");
    }

    private static void assertRefused(Path file, Example state, String... parts) {
        String[] expected = Arrays.copyOf(parts, parts.length + 1);
        expected[parts.length] = file.getFileName().toString();
        String before = state.hash();
        assertThatThrownBy(() -> Checkpoint.restore(file, state))
                .isInstanceOf(GossamerException.class)
                .hasMessageContainingAll(expected);
        assertThat(state.hash()).isEqualTo(before);
    }
}

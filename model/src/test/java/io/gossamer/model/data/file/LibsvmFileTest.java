package io.gossamer.model.data.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LibsvmFileTest {
    private static final String SOUND = "+1 1:0.5 3:-2e1\n\n-1 2:1 \n0\n";

    @TempDir
    Path folder;

    private LibsvmFile.Table read(byte[] bytes) throws IOException {
        Path file = folder.resolve("data");
        Files.write(file, bytes);
        return LibsvmFile.read(file);
    }

    private LibsvmFile.Table read(String text) throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsNotNamedIsZero() throws IOException {
        LibsvmFile.Table table = read(SOUND);
        assertThat(table.labels()).containsExactly(1, -1, 0);
        assertThat(table.features()).isDeepEqualTo(new double[][] {{0.5, 0, -20}, {0, 1, 0}, {0, 0, 0}});
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1 0:1",
                "1 2:1 2:1",
                "1 3:1 2:1",
                "1 1.5:1",
                "1 1",
                "1 1:x",
                "one 1:1",
                "1 1:NaN",
                "1 99999999:1"
            })
    void whatIsDamagedIsNamed(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining(folder.resolve("data").toString());
    }

    @Test
    void mutatedFilesAreReadOrRefused() throws IOException {
        RandomStream random = RandomStream.of(1, Purpose.TEST, 0, 0, 0);
        byte[] sound = SOUND.getBytes(StandardCharsets.UTF_8);
        int refused = 0;
        for (int round = 0; round < 3000; round++) {
            byte[] mutated = sound.clone();
            for (int change = 0; change <= round % 3; change++) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(128);
            }
            try {
                assertThat(read(mutated).labels()).isNotEmpty();
            } catch (GossamerException damaged) {
                refused++;
            }
        }
        assertThat(refused).isBetween(300, 2999);
    }
}

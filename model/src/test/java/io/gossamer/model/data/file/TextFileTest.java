package io.gossamer.model.data.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.fuzz.MutationFuzzer;
import io.gossamer.model.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
    private static final String TEXT = "Gr\u00fc\u00dfe, \ud83d\ude00!\nzweite Zeile";

    @TempDir
    Path folder;

    @Test
    void readsPlainGzipAndTheOnlyTextOfAFolder() throws IOException {
        byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);
        Path plain = Files.write(folder.resolve("a.txt"), bytes);
        assertThat(TextFile.read(plain)).isEqualTo(TEXT);
        assertThat(TextFile.recognises(folder)).isTrue();
        assertThat(TextFile.read(folder)).isEqualTo(TEXT);

        Path compressed = Files.write(folder.resolve("b.txt.gz"), IdxFolderTest.gzip(bytes));
        assertThat(TextFile.read(compressed)).isEqualTo(TEXT);
        assertThat(TextFile.recognises(compressed)).isTrue();
        assertThat(TextFile.recognises(folder)).isFalse();
        assertThat(TextFile.recognises(folder.resolve("c.bin"))).isFalse();
    }

    @Test
    void dropsAByteOrderMark() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "\ufeffabc");
        assertThat(TextFile.read(file)).isEqualTo("abc");
    }

    @Test
    void saysWhereBytesAreNoText() throws IOException {
        Path file = Files.write(folder.resolve("a.txt"), new byte[] {'a', 'b', (byte) 0xC3, 'c'});
        assertThatThrownBy(() -> TextFile.read(file))
                .isInstanceOf(GossamerException.class)
                .hasMessageContainingAll("a.txt", "not UTF-8", "position 2");
        Files.write(file, new byte[] {'a', 'b', (byte) 0xC3});
        assertThatThrownBy(() -> TextFile.read(file))
                .isInstanceOf(GossamerException.class)
                .hasMessageContainingAll("not UTF-8", "position 2");
    }

    @Test
    void boundsAGzipBomb() throws IOException {
        Path file = Files.write(folder.resolve("a.txt.gz"), IdxFolderTest.gzip(new byte[(64 << 20) + 1]));
        assertThatThrownBy(() -> TextFile.read(file))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("more than the 67,108,864 bytes");
    }

    @Test
    void survivesMutatedFiles() {
        byte[] bytes = TEXT.repeat(5).getBytes(StandardCharsets.UTF_8);
        MutationFuzzer.of(
                        mutated -> TextFile.read(Files.write(folder.resolve("fuzzed.txt"), mutated)),
                        List.of(bytes, IdxFolderTest.gzip(bytes)))
                .allowing(GossamerException.class)
                .iterations(2_000)
                .run();
    }

    @Test
    void readsShakespeare() {
        assertThat(TextFile.read(SharedData.require("tinyshakespeare")))
                .hasSize(1_115_394)
                .startsWith("First Citizen:\nBefore we proceed any further");
    }
}

package io.gossamer.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.app.console.TerminalRecording;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code encode} and {@code decode} as they are typed. */
final class CodingCommandsTest {
    private final TerminalRecording terminal = new TerminalRecording();

    @TempDir
    private Path folder;

    private int run(String... args) {
        OwnJobs none = (_, _) -> {
            throw new AssertionError("no job was asked for");
        };
        return new CommandTree(terminal.console(), none).run(args);
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    @BeforeEach
    void ramp() throws IOException {
        byte[] bytes = new byte[1000 * Float.BYTES];
        for (int i = 0; i < 1000; i++) {
            MemorySegment.ofArray(bytes).set(ValueLayout.JAVA_FLOAT_UNALIGNED, i * 4L, i - 500);
        }
        Files.write(folder.resolve("ramp.f32"), bytes);
    }

    @Test
    void thereAndBack() throws IOException {
        assertThat(run("encode", "--codec", "f32 + rans", file("ramp.f32"), file("ramp.gm")))
                .isZero();
        assertThat(terminal.out())
                .contains("array", "1,000", "4.00 kB", "relative error", "omega", "GB/s")
                .contains("f32+rans (lossless, seed 1): ")
                .doesNotContain("null", "NaN");
        assertThat(run("decode", file("ramp.gm"), file("back"))).isZero();
        assertThat(terminal.out()).contains("f32+rans as raw, ");
        assertThat(Files.mismatch(folder.resolve("ramp.f32"), folder.resolve("back")))
                .isEqualTo(-1);
        assertThat(terminal.err()).isEmpty();
    }

    @Test
    void oneDocumentForAProgram() {
        assertThat(run("encode", "--codec=u8", "--seed=7", "--json", file("ramp.f32"), file("ramp.gm")))
                .isZero();
        JsonNode report = JsonMapper.shared().readTree(terminal.out());
        assertThat(report.propertyNames())
                .containsExactly(
                        "input", "output", "format", "codec", "kind", "seed", "arrays", "kept", "total", "file");
        JsonNode array = report.get("arrays").get(0);
        assertThat(array.propertyNames())
                .containsExactly(
                        "name",
                        "shape",
                        "elements",
                        "bytes",
                        "ratio",
                        "bitsPerElement",
                        "relativeError",
                        "largestError",
                        "omega",
                        "delta",
                        "gigabytesPerSecond");
        assertThat(array.get("bytes").get("before").asLong()).isEqualTo(4000);
        assertThat(array.get("omega").isNull()).isTrue();
        assertThat(array.get("delta").asDouble()).isBetween(0.9, 1.0);
        assertThat(array.get("gigabytesPerSecond").get("decode").asDouble()).isPositive();
        assertThat(report.get("seed").asLong()).isEqualTo(7);
    }

    @Test
    void aDecodingForAProgram() {
        assertThat(run("encode", "--codec=u8(104)", file("ramp.f32"), file("ramp.gm")))
                .isZero();
        int typed = terminal.out().length();
        assertThat(run("decode", "--json", "--format", "npy", file("ramp.gm"), file("back")))
                .isZero();
        JsonNode report = JsonMapper.shared().readTree(terminal.out().substring(typed));
        assertThat(report.get("format").asString()).isEqualTo("npy");
        assertThat(report.get("codec").asString()).isEqualTo("u8(104)");
        assertThat(report.get("arrays").get(0).get("type").asString()).isEqualTo("F32");
        assertThat(report.get("file").get("after").asLong()).isEqualTo(4000 + 128);
    }

    @Test
    void anArrayWithoutElementsHasNoBitsEach() throws IOException {
        Files.write(folder.resolve("empty.f32"), new byte[0]);
        assertThat(run("encode", "--codec=u8", file("empty.f32"), file("empty.gm")))
                .isZero();
        assertThat(terminal.out()).contains("–").doesNotContain("NaN", "Infinity");
        assertThat(run("encode", "--codec=u8", "--json", file("empty.f32"), file("empty.gm")))
                .isZero();
        assertThat(terminal.out()).doesNotContain("NaN", "Infinity").contains("\"bitsPerElement\" : null");
    }

    @Test
    void aWrongCodecListsAll() {
        assertThat(run("encode", "--codec", "u9", file("ramp.f32"), file("ramp.gm")))
                .isEqualTo(CommandTree.FAILED);
        assertThat(terminal.err()).contains("'u9'").contains("topk(0.001)+f16").hasLineCount(2);
        assertThat(folder.resolve("ramp.gm")).doesNotExist();
    }

    @Test
    void whatIsMissingIsSaid() {
        assertThat(run("encode", file("ramp.f32"))).isEqualTo(CommandTree.MISUSED);
        assertThat(terminal.err()).contains("--codec").contains("OUT");
        assertThat(run("encode", "--codec", "u8", file("ramp"), file("ramp.gm")))
                .isEqualTo(CommandTree.FAILED);
        assertThat(terminal.err()).contains("does not say what is in it").contains("--format npy, safetensors or raw");
        assertThat(run("decode", file("nowhere.gm"), file("back"))).isEqualTo(CommandTree.FAILED);
        assertThat(terminal.err()).contains("nowhere.gm does not exist");
        assertThat(run("decode", file("ramp.f32"), file("back"))).isEqualTo(CommandTree.FAILED);
        assertThat(terminal.err()).contains("no archive of Gossamer");
        assertThat(run("decode", "--limit", "much", file("ramp.f32"), file("back")))
                .isEqualTo(CommandTree.FAILED);
        assertThat(terminal.err()).contains("'much'");
    }
}

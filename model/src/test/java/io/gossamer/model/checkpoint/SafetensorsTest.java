package io.gossamer.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.fuzz.MutationFuzzer;
import io.gossamer.model.SharedData;
import io.gossamer.model.digest.Sha256;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsTest {
    @TempDir
    Path folder;

    private final NamedArray narrow = array("narrow", DType.U8, new byte[] {1, 2, 3}, 3);
    private final NamedArray wide = array("wide", DType.F64, new byte[16], 2, 1);
    private final NamedArray scalar = array("scalar", DType.F32, new byte[] {0, 0, -128, 63});
    private final NamedArray empty = array("empty", DType.BF16, new byte[0], 4, 0);

    @Test
    void readsBackWhatItWrote() throws IOException {
        Path file = folder.resolve("a.safetensors");
        String sha256 = new SafetensorsWriter(List.of(narrow, wide, scalar, empty))
                .write(file, Map.of("b", "2", "a", "\u00e4 \"quoted\""));
        assertThat(sha256).isEqualTo(Sha256.ofFile(file));
        try (Arena arena = Arena.ofConfined()) {
            SafetensorsFile read = SafetensorsFile.open(file, arena);
            assertThat(read.metadata()).containsExactly(Map.entry("a", "\u00e4 \"quoted\""), Map.entry("b", "2"));
            assertThat(read.tensors())
                    .extracting(TensorInfo::name)
                    .containsExactly("wide", "scalar", "empty", "narrow");
            for (NamedArray array : List.of(narrow, wide, scalar, empty)) {
                TensorInfo info = read.tensor(array.name());
                assertThat(info.type()).isEqualTo(array.type());
                assertThat(info.shape()).isEqualTo(array.shape());
                assertThat(read.data(array.name()).mismatch(array.data())).isEqualTo(-1);
                assertThat(info.begin() % array.type().bytes()).isZero();
            }
            assertThat(read.data("scalar").get(ValueLayout.JAVA_FLOAT_UNALIGNED, 0))
                    .isEqualTo(1f);
            assertThatThrownBy(() -> read.data("other"))
                    .isInstanceOf(GossamerException.class)
                    .hasMessageContaining("'other'");
        }
    }

    @Test
    void bytesDependOnContentAlone() throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        new SafetensorsWriter(List.of(narrow, wide, scalar)).write(first, Map.of("a", "1", "b", "2"));
        new SafetensorsWriter(List.of(scalar, narrow, wide)).write(second, Map.of("b", "2", "a", "1"));
        assertThat(first).hasSameBinaryContentAs(second);
        byte[] bytes = Files.readAllBytes(first);
        long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        assertThat(header % 8).isZero();
        assertThat(new String(bytes, 8, (int) header, StandardCharsets.UTF_8)).isEqualToIgnoringWhitespace("""
                        {"__metadata__":{"a":"1","b":"2"},
                         "wide":{"dtype":"F64","shape":[2,1],"data_offsets":[0,16]},
                         "scalar":{"dtype":"F32","shape":[],"data_offsets":[16,20]},
                         "narrow":{"dtype":"U8","shape":[3],"data_offsets":[20,23]}}""");
    }

    @Test
    void leavesNoTemporaryFileAndKeepsTheOldOneOnFailure() throws IOException {
        Path file = folder.resolve("a.safetensors");
        new SafetensorsWriter(List.of(narrow)).write(file, Map.of());
        String before = Sha256.ofFile(file);
        assertThatThrownBy(() -> AtomicFile.write(file, channel -> {
                    channel.write(ByteBuffer.wrap(new byte[10]));
                    throw new IOException("disk full");
                }))
                .hasMessage("disk full");
        assertThat(Sha256.ofFile(file)).isEqualTo(before);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void refusesTwoArraysOfOneName() {
        assertThatThrownBy(() -> new SafetensorsWriter(List.of(narrow, narrow)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("narrow");
    }

    static Stream<String[]> damagedHeaders() {
        return Stream.of(
                new String[] {"[]", "no JSON object"},
                new String[] {"{1", "no valid JSON"},
                new String[] {"{} {}", "no valid JSON"},
                new String[] {"{\"\u0000\":1}", "no valid JSON"},
                new String[] {tensor("U8", "[4]", "[0,4]") + "x", "no valid JSON"},
                new String[] {
                    "{\"__metadata__\":{\"a\":1},"
                            + tensor("U8", "[4]", "[0,4]").substring(1),
                    "metadata 'a'"
                },
                new String[] {
                    "{\"__metadata__\":[]," + tensor("U8", "[4]", "[0,4]").substring(1), "__metadata__"
                },
                new String[] {tensor("U9", "[4]", "[0,4]"), "unknown type 'U9'"},
                new String[] {tensor("U8", "[-4]", "[0,4]"), "shape"},
                new String[] {tensor("U8", "[4.0]", "[0,4]"), "shape"},
                new String[] {tensor("U8", "[99999999999999999999]", "[0,4]"), "shape"},
                new String[] {tensor("U8", "[4294967296,4294967296,4]", "[0,4]"), "2^63"},
                new String[] {tensor("F64", "[4]", "[0,4]"), "not what its shape and type need"},
                new String[] {tensor("U8", "[3]", "[1,4]"), "at byte 1 where 0 is next"},
                new String[] {tensor("U8", "[3]", "[0,3]"), "describes 3 bytes of data, but the file holds 4"},
                new String[] {tensor("U8", "[5]", "[0,5]"), "describes 5 bytes of data, but the file holds 4"},
                new String[] {tensor("U8", "[4]", "[4,0]"), "data_offsets"},
                new String[] {tensor("U8", "[4]", "[0,4,4]"), "data_offsets"},
                new String[] {"{\"t\":{\"dtype\":\"U8\",\"shape\":[4]}}", "other fields"},
                new String[] {
                    "{\"t\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},"
                            + tensor("U8", "[4]", "[0,4]").substring(1),
                    "no valid JSON: Duplicate"
                },
                new String[] {
                    "{\"s\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},"
                            + tensor("U8", "[3]", "[1,4]").substring(1),
                    "at byte 1 where 2 is next"
                });
    }

    @ParameterizedTest
    @MethodSource("damagedHeaders")
    void refusesADamagedHeader(String header, String problem) throws IOException {
        Path file = folder.resolve("damaged.safetensors");
        Files.write(file, file(header.getBytes(StandardCharsets.UTF_8), 4));
        assertRefused(file, problem);
    }

    @Test
    void refusesDamagedFraming() throws IOException {
        Path file = folder.resolve("damaged.safetensors");
        byte[] valid = file(tensor("U8", "[4]", "[0,4]").getBytes(StandardCharsets.UTF_8), 4);
        Files.write(file, new byte[5]);
        assertRefused(file, "truncated");
        Files.write(
                file,
                ByteBuffer.wrap(valid.clone())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(0, -1)
                        .array());
        assertRefused(file, "header of 18446744073709551615 bytes");
        Files.write(
                file,
                ByteBuffer.wrap(valid.clone())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(0, 1 << 20)
                        .array());
        assertRefused(file, "truncated");
        valid[20] = (byte) 0xFF;
        Files.write(file, valid);
        assertRefused(file, "no UTF-8 text");
        assertRefused(folder.resolve("missing.safetensors"), "does not exist");
    }

    @Test
    void survivesMutatedFiles() throws IOException {
        Path file = folder.resolve("fuzzed.safetensors");
        new SafetensorsWriter(List.of(narrow, wide, scalar, empty)).write(file, Map.of("step", "17"));
        MutationFuzzer.of(this::readWhole, List.of(Files.readAllBytes(file)))
                .allowing(GossamerException.class)
                .iterations(1_500)
                .run();
    }

    private void readWhole(byte[] bytes) throws IOException {
        Path file = folder.resolve("fuzzed.safetensors");
        Files.write(file, bytes);
        try (Arena arena = Arena.ofConfined()) {
            SafetensorsFile read = SafetensorsFile.open(file, arena);
            for (TensorInfo tensor : read.tensors()) {
                new Sha256().update(read.data(tensor.name())).hex();
            }
        }
    }

    @Test
    void readsPublishedResNets() {
        Path resnets = SharedData.require("cifar_resnet");
        try (Arena arena = Arena.ofConfined()) {
            SafetensorsFile resnet = SafetensorsFile.open(resnets.resolve("resnet20-12fca82f.safetensors"), arena);
            assertThat(resnet.tensor("conv1.weight").shape()).containsExactly(16, 3, 3, 3);
            long parameters = resnet.tensors().stream()
                    .filter(tensor -> !tensor.name().contains("running") && tensor.type() == DType.F32)
                    .mapToLong(tensor -> tensor.bytes() / Float.BYTES)
                    .sum();
            assertThat(parameters).isEqualTo(269_722);
            float bias = resnet.data("linear.bias").get(ValueLayout.JAVA_FLOAT_UNALIGNED, 0);
            assertThat(bias).isFinite().isNotZero();
        }
    }

    private void assertRefused(Path file, String problem) {
        try (Arena arena = Arena.ofConfined()) {
            assertThatThrownBy(() -> SafetensorsFile.open(file, arena))
                    .isInstanceOf(GossamerException.class)
                    .hasMessageContaining(file.getFileName().toString())
                    .hasMessageContaining(problem);
        }
    }

    private static String tensor(String type, String shape, String offsets) {
        return "{\"t\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}}".formatted(type, shape, offsets);
    }

    private static byte[] file(byte[] header, int dataBytes) {
        return ByteBuffer.allocate(8 + header.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .array();
    }

    private static NamedArray array(String name, DType type, byte[] data, long... shape) {
        return new NamedArray(name, type, shape, MemorySegment.ofArray(data));
    }
}

package io.gossamer.app.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.codec.Codecs;
import io.gossamer.codec.array.Codec;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.unit.Bytes;
import io.gossamer.model.checkpoint.ArrayDescription;
import io.gossamer.model.checkpoint.DType;
import io.gossamer.model.checkpoint.NamedArray;
import io.gossamer.model.checkpoint.SafetensorsFile;
import io.gossamer.model.checkpoint.SafetensorsWriter;
import io.gossamer.model.checkpoint.TensorInfo;
import io.gossamer.model.npy.NpyFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files through the encoder and the decoder, held against the codecs themselves. */
final class ArchiveTest {
    private static final Activity SILENT = _ -> {};
    private static final Bytes LIMIT = new Bytes(1 << 20);

    @TempDir
    private Path folder;

    private final Arena arena = Arena.ofAuto();

    private Path file(String name) {
        return folder.resolve(name);
    }

    private Encoder.Report encode(String codec, long seed, Path in, Path out) {
        return new Encoder(Codecs.parse(codec), seed, 1).encode(in, FileFormat.requireOfName(in), out, SILENT);
    }

    private Decoder.Report decode(Path in, Path out) {
        return new Decoder(LIMIT).decode(in, out, Optional.empty(), SILENT);
    }

    private MemorySegment gradient(long elements, long seed) {
        MemorySegment values = arena.allocate(elements * Float.BYTES, Float.BYTES);
        RandomStream.of(seed, Purpose.TEST, 0, 0, 0).fillNormal(values, 0, 1e-3f);
        return values;
    }

    private NamedArray floats(String name, long seed, long... shape) {
        return new NamedArray(name, DType.F32, shape, gradient(ArrayDescription.elements(shape), seed));
    }

    /** Every kind of codec, with parameters that only the file can tell the decoder. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "f32",
                "f32+rans",
                "f16",
                "bf16",
                "e4m3(100)",
                "e2m1",
                "u8",
                "u4(24)",
                "u3(64,stochastic)",
                "u5+rans(adaptive)",
                "qsgd(15)",
                "qsgd(1,33)",
                "natural",
                "sign",
                "ternary",
                "topk(0.01)+f16",
                "topk(0.3)+f32+rans",
                "dgc(0.02)+f16",
                "threshold(0.001)+f16",
                "randk(0.1)+f32",
                "randk(0.1,biased)+u8+rans",
                "sign(rms)",
                "sketch(3,50)",
                "lowrank(2,8)"
            })
    void encodeAndDecodeAreTheCodecs(String spec) throws Exception {
        List<NamedArray> arrays = List.of(
                floats("empty", 1, 3, 0),
                floats("one", 2, 1),
                floats("scalar", 3),
                floats("wide", 4, 5, 1, 7),
                floats("long", 5, 5003));
        for (long seed : new long[] {1, -7}) {
            Path source = file("a.safetensors");
            new SafetensorsWriter(arrays).write(source, Map.of("k", "v"));
            Encoder.Report report = encode(spec, seed, source, file("a.gm"));
            decode(file("a.gm"), file("b.safetensors"));
            SafetensorsFile expected = SafetensorsFile.open(source, arena);
            SafetensorsFile actual = SafetensorsFile.open(file("b.safetensors"), arena);
            assertThat(actual.metadata()).isEqualTo(expected.metadata());
            List<TensorInfo> tensors = expected.tensors();
            assertThat(actual.tensors()).extracting(TensorInfo::name).containsExactlyElementsOf(names(tensors));
            for (int place = 0; place < tensors.size(); place++) {
                String name = tensors.get(place).name();
                MemorySegment through = throughCodec(Codecs.parse(spec), expected.data(name), seed, place);
                assertThat(actual.tensor(name).shape())
                        .isEqualTo(tensors.get(place).shape());
                assertThat(actual.data(name).mismatch(through)).as(name).isEqualTo(-1);
                assertThat(report.arrays().get(place).name()).isEqualTo(name);
                assertMeasured(report.arrays().get(place), expected.data(name), through);
            }
        }
    }

    private static List<String> names(List<TensorInfo> tensors) {
        return tensors.stream().map(TensorInfo::name).toList();
    }

    private MemorySegment throughCodec(Codec codec, MemorySegment values, long seed, int place) throws Exception {
        MemorySegment decoded = arena.allocate(values.byteSize(), Float.BYTES);
        try (ByteWriter coded = new ByteWriter()) {
            codec.encode(values, RandomStream.of(seed, Purpose.CODEC, 0, 0, place), coded);
            codec.decode(new ByteReader(coded.written()), decoded);
        }
        return decoded;
    }

    private static void assertMeasured(CodedArray array, MemorySegment values, MemorySegment decoded) {
        double squares = 0;
        double errors = 0;
        double largest = 0;
        for (long i = 0; i < array.elements(); i++) {
            double x = values.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4 * i);
            double error = x - decoded.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4 * i);
            squares += x * x;
            errors += error * error;
            largest = Math.max(largest, Math.abs(error));
        }
        assertThat(array.relativeError()).isEqualTo(errors == 0 ? 0 : Math.sqrt(errors / squares));
        assertThat(array.largestError()).isEqualTo(largest);
    }

    @Test
    void figuresAddUp() throws IOException {
        Path source = file("a.safetensors");
        new SafetensorsWriter(List.of(floats("a", 1, 1000), floats("b", 2, 10, 30), kept())).write(source, Map.of());
        Encoder.Report report = encode("u8(104)", 1, source, file("a.gm"));
        assertThat(report.kind()).isEqualTo("contractive");
        assertThat(report.codec()).isEqualTo("u8(104)");
        assertThat(report.arrays()).hasSize(2);
        assertThat(report.kept()).extracting(KeptArray::type).containsExactly("I64");
        CodedArray total = report.total();
        assertThat(total.elements()).isEqualTo(1300);
        assertThat(total.bytes().before()).isEqualTo(5200);
        assertThat(total.bytes().after())
                .isEqualTo(report.arrays().stream()
                        .mapToLong(a -> a.bytes().after())
                        .sum())
                .isBetween(1300L, 1500L);
        assertThat(total.ratio()).isEqualTo(5200.0 / total.bytes().after());
        assertThat(total.bitsPerElement()).isEqualTo(8.0 * total.bytes().after() / 1300);
        assertThat(total.relativeError()).isBetween(1e-4, 1e-2);
        assertThat(total.omega()).isNull();
        assertThat(total.delta()).isBetween(0.9, 1.0);
        assertThat(report.file().before()).isEqualTo(Files.size(source));
        assertThat(report.file().after()).isEqualTo(Files.size(file("a.gm")));
    }

    @Test
    void theKindIsThatOfTheTheory() throws IOException {
        NpyFile.write(file("a.npy"), new long[] {300}, gradient(300, 1));
        Encoder.Report lossless = encode("f32+rans", 1, file("a.npy"), file("a.gm"));
        assertThat(lossless.kind()).isEqualTo("lossless");
        assertThat(lossless.total().omega()).isZero();
        assertThat(lossless.total().delta()).isEqualTo(1);
        assertThat(lossless.total().relativeError()).isZero();
        Encoder.Report unbiased = encode("qsgd(15)+rans", 1, file("a.npy"), file("a.gm"));
        assertThat(unbiased.kind()).isEqualTo("unbiased");
        assertThat(unbiased.total().omega()).isPositive();
        assertThat(unbiased.total().delta()).isNull();
    }

    @Test
    void theSameSeedGivesTheSameFile() throws IOException {
        NpyFile.write(file("a.npy"), new long[] {2000}, gradient(2000, 1));
        encode("ternary", 5, file("a.npy"), file("a.gm"));
        encode("ternary", 5, file("a.npy"), file("b.gm"));
        encode("ternary", 6, file("a.npy"), file("c.gm"));
        assertThat(file("a.gm")).hasSameBinaryContentAs(file("b.gm"));
        assertThat(Files.mismatch(file("a.gm"), file("c.gm"))).isNotEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource(FileFormat.class)
    void everyFormatComesBack(FileFormat format) throws IOException {
        Path source = file("a" + (format == FileFormat.RAW ? ".f32" : "." + format));
        MemorySegment values = gradient(12, 3);
        switch (format) {
            case NPY -> NpyFile.write(source, new long[] {3, 4}, values);
            case SAFETENSORS ->
                new SafetensorsWriter(List.of(new NamedArray("w", DType.F32, new long[] {3, 4}, values), kept()))
                        .write(source, Map.of("a", "b"));
            case RAW -> Files.write(source, values.toArray(ValueLayout.JAVA_BYTE));
        }
        encode("f32", 1, source, file("a.gm"));
        assertThat(decode(file("a.gm"), file("back")).format()).isEqualTo(format.toString());
        assertThat(file("back")).hasSameBinaryContentAs(source);
    }

    @Test
    void theEndingOfTheOutputDecidesItsFormat() throws IOException {
        NpyFile.write(file("a.npy"), new long[] {3, 4}, gradient(12, 3));
        encode("f32", 1, file("a.npy"), file("a.gm"));
        decode(file("a.gm"), file("b.safetensors"));
        assertThat(SafetensorsFile.open(file("b.safetensors"), arena)
                        .tensor("array")
                        .shape())
                .containsExactly(3, 4);
        decode(file("a.gm"), file("b.bin"));
        assertThat(Files.readAllBytes(file("b.bin"))).isEqualTo(gradient(12, 3).toArray(ValueLayout.JAVA_BYTE));
        new Decoder(LIMIT).decode(file("a.gm"), file("b.bin"), Optional.of(FileFormat.NPY), SILENT);
        assertThat(file("b.bin")).hasSameBinaryContentAs(file("a.npy"));
    }

    @Test
    void severalArraysDoNotFitIntoAFileOfOne() throws IOException {
        new SafetensorsWriter(List.of(floats("a", 1, 3), floats("b", 2, 3))).write(file("a.safetensors"), Map.of());
        encode("f32", 1, file("a.safetensors"), file("a.gm"));
        assertThatThrownBy(() -> decode(file("a.gm"), file("a.npy")))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("2 arrays")
                .hasMessageContaining("npy");
        assertThat(file("a.npy")).doesNotExist();
    }

    @Test
    void whatFailsLeavesTheOutputAsItWas() throws IOException {
        Files.writeString(file("out"), "precious");
        MemorySegment values = gradient(500, 1);
        values.setAtIndex(ValueLayout.JAVA_FLOAT, 123, Float.NaN);
        new SafetensorsWriter(List.of(floats("a", 1, 400), new NamedArray("b", DType.F32, new long[] {500}, values)))
                .write(file("a.safetensors"), Map.of());
        assertThatThrownBy(() -> encode("u8", 1, file("a.safetensors"), file("out")))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("'b'")
                .hasMessageContaining("NaN at element 123");
        assertThatThrownBy(() -> encode("u8", 1, file("a.safetensors"), file("a.safetensors")))
                .hasMessageContaining("overwrite itself");
        Files.createLink(file("link.gm"), file("a.safetensors"));
        assertThatThrownBy(() -> encode("u8", 1, file("a.safetensors"), file("link.gm")))
                .hasMessageContaining("overwrite itself");
        assertThatThrownBy(() -> encode("u8", 1, file("a.safetensors"), folder))
                .hasMessageContaining("no regular file");
        assertThatThrownBy(() -> encode("u8", 1, file("a.safetensors"), file("nowhere/a.gm")))
                .hasMessageContaining("no folder");
        assertThat(file("out")).hasContent("precious");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void aRawFileHasWholeValues() throws IOException {
        Files.write(file("a.f32"), new byte[7]);
        assertThatThrownBy(() -> encode("u8", 1, file("a.f32"), file("a.gm")))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("7 bytes");
    }

    @Test
    void aFileWithoutFloatsIsNotCopiedInSilence() throws IOException {
        new SafetensorsWriter(List.of(kept())).write(file("a.safetensors"), Map.of());
        assertThatThrownBy(() -> encode("u8", 1, file("a.safetensors"), file("a.gm")))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("no array of F32")
                .hasMessageContaining("I64");
        assertThat(file("a.gm")).doesNotExist();
    }

    /** A few coded bytes may claim any number of zeros. */
    @Test
    void whatExpandsBeyondTheLimitIsNotDecodedUnasked() throws IOException {
        Files.write(file("a.f32"), new byte[2 << 20]);
        encode("topk(0.001)+f16", 1, file("a.f32"), file("a.gm"));
        assertThat(Files.size(file("a.gm"))).isLessThan(5000);
        assertThatThrownBy(() -> decode(file("a.gm"), file("b.f32")))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("'array'")
                .hasMessageContaining("2,097,152 bytes")
                .extracting(e -> ((GossamerException) e).hint())
                .isEqualTo("If you trust the file, raise the limit: --limit 1GiB.");
    }

    @Test
    void theMeasuredArraysAreNamedToThePerson() throws IOException {
        NpyFile.write(file("a.npy"), new long[] {3}, gradient(3, 3));
        List<String> told = new ArrayList<>();
        new Encoder(Codecs.parse("u8"), 1, 3).encode(file("a.npy"), FileFormat.NPY, file("a.gm"), told::add);
        new Decoder(LIMIT).decode(file("a.gm"), file("b.npy"), Optional.empty(), told::add);
        assertThat(told).containsExactly("encodes array 1 of 1, 'array'", "decodes array 1 of 1, 'array'");
        assertThatThrownBy(() -> new Encoder(Codecs.parse("u8"), 1, 0)).isInstanceOf(GossamerException.class);
    }

    private NamedArray kept() {
        return new NamedArray("steps", DType.I64, new long[] {2}, MemorySegment.ofArray(new byte[16]));
    }
}

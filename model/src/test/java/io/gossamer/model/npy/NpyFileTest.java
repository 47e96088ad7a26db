package io.gossamer.model.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.fuzz.MutationFuzzer;
import io.gossamer.model.checkpoint.ArrayDescription;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyFileTest {
    private static final String PYTHON = "/usr/bin/python3";
    private static final String F4 = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("a.npy");
    }

    static Stream<long[]> shapes() {
        return Stream.of(new long[0], new long[] {1}, new long[] {7}, new long[] {2, 3, 5}, new long[] {4, 0, 2});
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void readsBackWhatItWrote(long... shape) throws IOException {
        float[] values = values(shape);
        NpyFile.write(file(), shape, segment(values));
        assertThat(read(file())).isEqualTo(values);
        try (NpyFile npy = NpyFile.open(file())) {
            assertThat(npy.shape()).isEqualTo(shape);
            assertThat(npy.elements()).isEqualTo(values.length);
        }
    }

    /** The bytes that numpy 1.24 writes for arange(6).reshape(2, 3). */
    @Test
    void writesWhatNumpyWrites() throws IOException {
        NpyFile.write(file(), new long[] {2, 3}, segment(values(2, 3)));
        byte[] bytes = Files.readAllBytes(file());
        assertThat(bytes).hasSize(128 + 24);
        assertThat(new String(bytes, 0, 128, StandardCharsets.ISO_8859_1))
                .isEqualTo("\u0093NUMPY\u0001\u0000v\u0000" + F4 + " ".repeat(128 - 11 - F4.length()) + "\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void readsEveryVersion(int version) throws IOException {
        Files.write(file(), npy(version, F4, 24));
        assertThat(read(file())).hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'descr': '<f4', 'fortran_order': False, 'shape': (6,)}",
                "{\"shape\":(2L,3L,),\"fortran_order\":False,\"descr\":\"<f4\"}  \n",
                "{'descr': '<f4', 'fortran_order': True, 'shape': (6,), }",
            })
    void readsWhatPythonMayWrite(String header) throws IOException {
        Files.write(file(), npy(1, header, 24));
        assertThat(read(file())).hasSize(6);
    }

    static Stream<Arguments> unwanted() {
        return Stream.of(
                Arguments.of(F4.replace("<f4", ">f4"), "'>f4'", "astype('<f4')"),
                Arguments.of(F4.replace("<f4", "<f8"), "'<f8'", "astype('<f4')"),
                Arguments.of(F4.replace("<f4", "|O"), "'|O'", "astype('<f4')"),
                Arguments.of(F4.replace("'<f4'", "[('a]', '<f4'), ('b', '<i4', (2,))]"), "fields", "astype"),
                Arguments.of(F4.replace("False", "True"), "Fortran order", "ascontiguousarray"));
    }

    @ParameterizedTest
    @MethodSource("unwanted")
    void whatItCannotReadIsNamedWithTheWayOut(String header, String problem, String hint) throws IOException {
        Files.write(file(), npy(1, header, 24));
        assertRefused(problem, hint);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            {}; lacks 'descr'
            {'descr': '<f4'}; lacks 'fortran_order'
            {'descr': '<f4', 'fortran_order': False}; lacks 'shape'
            {'descr': '<f4', 'descr': '<f4'}; 'descr' twice
            {'descr': '<f4', 'colour': 1}; entry 'colour'
            {'descr': [[]; ends within
            {'descr': '<f4; closing quote
            {'descr': '\\x3cf4'}; backslash
            {'fortran_order': Maybe}; neither True nor False
            {'shape': (-1,)}; no list of sizes
            {'shape': (1.5,)}; lacks a ')'
            {'shape': (99999999999999999999,)}; no list of sizes
            {'shape': (2 3)}; lacks a ')'
            ('shape'); lacks a '{'
            {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)} + 1; goes on after
            {'descr': '<f4', 'fortran_order': False, 'shape': (2, 4)}; 8 float32 elements and 24 bytes
            {'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4)}; 2^63
            {'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904,)}; 24 bytes
            """)
    void refusesADamagedHeader(String header, String problem) throws IOException {
        Files.write(file(), npy(1, header, 24));
        assertRefused(problem, "numpy.save");
    }

    @Test
    void refusesTooManyDimensions() throws IOException {
        Files.write(file(), npy(1, F4.replace("2, 3", "1,".repeat(65)), 4));
        assertRefused("more than 64 dimensions", "numpy.save");
    }

    @Test
    void refusesDamagedFraming() throws IOException {
        Files.write(file(), new byte[7]);
        assertRefused("truncated", "intact");
        Files.write(file(), npy(4, F4, 24));
        assertRefused("version 4.0", "intact");
        byte[] bytes = npy(2, F4, 24);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(8, -1);
        Files.write(file(), bytes);
        assertRefused("header of 4294967295 bytes", "intact");
        Files.writeString(file(), "PK: not a NumPy file at all");
        assertRefused("no .npy file", "intact");
        Files.delete(file());
        assertRefused("does not exist", "path");
    }

    @Test
    void hostileFilesAreRefused() throws IOException {
        List<byte[]> samples =
                List.of(npy(1, F4, 24), npy(3, F4, 24), npy(2, "{\"shape\":(),'descr':'<f4','fortran_order':True}", 4));
        MutationFuzzer.of(
                        bytes -> {
                            Files.write(file(), bytes);
                            read(file());
                        },
                        samples)
                .allowing(GossamerException.class)
                .iterations(1_500)
                .run();
    }

    /** The parser of the header alone is fast enough for many more. */
    @Test
    void hostileHeadersAreRefused() {
        List<byte[]> samples = Stream.of(F4, F4.replace("'<f4'", "[('a', '<f4', (2,))]"), F4.replace("2, 3", "2L,"))
                .map(header -> header.getBytes(StandardCharsets.ISO_8859_1))
                .toList();
        MutationFuzzer.of(bytes -> NpyHeader.parse(new String(bytes, StandardCharsets.ISO_8859_1)), samples)
                .allowing(NpyHeader.MalformedException.class)
                .run();
    }

    @Test
    void numpyReadsWhatIsWrittenAndIsRead() throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of(PYTHON)) && python("import numpy") == 0,
                "skipped: no " + PYTHON + " with numpy here");
        Path back = folder.resolve("back.npy");
        for (long[] shape : shapes().toList()) {
            float[] values = values(shape);
            NpyFile.write(file(), shape, segment(values));
            assertThat(python("""
                    import numpy, sys
                    a = numpy.load(sys.argv[1])
                    assert a.dtype == numpy.float32
                    assert a.shape == tuple(int(n) for n in sys.argv[3].split(',') if n), a.shape
                    assert (a.ravel() == numpy.arange(a.size) - 1.5).all()
                    numpy.save(sys.argv[2], a)
                    """, file().toString(), back.toString(), join(shape)))
                    .isZero();
            assertThat(back).hasSameBinaryContentAs(file());
            assertThat(read(back)).isEqualTo(values);
        }
    }

    private static String join(long[] shape) {
        return Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(","));
    }

    private static int python(String script, String... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(Stream.of(PYTHON, "-c", script), Stream.of(arguments))
                .toList();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private void assertRefused(String problem, String hint) {
        assertThatThrownBy(() -> NpyFile.open(file()))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("a.npy")
                .hasMessageContaining(problem)
                .extracting(e -> ((GossamerException) e).hint())
                .asString()
                .contains(hint);
    }

    private static float[] read(Path file) {
        try (NpyFile npy = NpyFile.open(file);
                Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(npy.elements() * Float.BYTES, Float.BYTES);
            npy.read(values);
            return values.toArray(ValueLayout.JAVA_FLOAT);
        }
    }

    private static MemorySegment segment(float[] values) {
        return Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, values);
    }

    private static float[] values(long... shape) {
        float[] values = new float[(int) ArrayDescription.elements(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = i - 1.5f;
        }
        return values;
    }

    private static byte[] npy(int version, String header, int dataBytes) {
        ByteBuffer file = ByteBuffer.allocate(12 + header.length() + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
        if (version == 1) {
            file.putShort((short) header.length());
        } else {
            file.putInt(header.length());
        }
        file.put(header.getBytes(StandardCharsets.ISO_8859_1));
        byte[] bytes = new byte[file.position() + dataBytes];
        file.get(0, bytes, 0, file.position());
        return bytes;
    }
}

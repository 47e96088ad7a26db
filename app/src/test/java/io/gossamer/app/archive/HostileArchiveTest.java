package io.gossamer.app.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.codec.Codecs;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.bits.LittleEndian;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.fuzz.MutationFuzzer;
import io.gossamer.core.unit.Bytes;
import io.gossamer.model.checkpoint.ArrayDescription;
import io.gossamer.model.checkpoint.DType;
import io.gossamer.model.checkpoint.NamedArray;
import io.gossamer.model.checkpoint.SafetensorsWriter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that nobody vouches for. */
final class HostileArchiveTest {
    private static final Bytes LIMIT = new Bytes(1 << 16);

    @TempDir
    private Path folder;

    private byte[] archive(String codec) throws IOException {
        MemorySegment values = Arena.ofAuto().allocate(20 * Float.BYTES, Float.BYTES);
        for (int i = 0; i < 20; i++) {
            values.setAtIndex(ValueLayout.JAVA_FLOAT, i, i * 0.25f - 1);
        }
        Path source = folder.resolve("a.safetensors");
        new SafetensorsWriter(List.of(
                        new NamedArray("weight", DType.F32, new long[] {4, 5}, values),
                        new NamedArray("steps", DType.U8, new long[] {3}, MemorySegment.ofArray(new byte[] {1, 2, 3}))))
                .write(source, Map.of("key", "value"));
        Path archive = folder.resolve("a.gm");
        new Encoder(Codecs.parse(codec), 1, 1).encode(source, FileFormat.SAFETENSORS, archive, _ -> {});
        return Files.readAllBytes(archive);
    }

    private void readWhole(byte[] bytes) throws IOException {
        Path file = folder.resolve("hostile.gm");
        Files.write(file, bytes);
        try (ArchiveReader reader = ArchiveReader.open(file, LIMIT);
                Arena arena = Arena.ofConfined()) {
            List<ArrayDescription> arrays = reader.header().arrays();
            for (int place = 0; place < arrays.size(); place++) {
                reader.read(place, arena.allocate(arrays.get(place).bytes()));
            }
        }
    }

    private static int headerLength(byte[] archive) {
        return MemorySegment.ofArray(archive).get(LittleEndian.INT, 5);
    }

    /** The header with its checksum made right again, so that what is behind the checksum is put to the test. */
    private static byte[] withChecksum(byte[] header) {
        byte[] sealed = Arrays.copyOf(header, header.length + ArchiveHeader.CHECKSUM);
        MemorySegment bytes = MemorySegment.ofArray(sealed);
        bytes.set(LittleEndian.INT, header.length, ArchiveHeader.checksum(bytes.asSlice(0, header.length)));
        return sealed;
    }

    @ParameterizedTest
    @ValueSource(strings = {"u8(16)", "topk(0.2)+f16+rans"})
    void noChangedByteGoesUnnoticed(String codec) throws IOException {
        byte[] archive = archive(codec);
        int header = headerLength(archive);
        int lastRecord = archive.length - 3 - ArchiveHeader.CHECKSUM;
        readWhole(archive);
        for (int at = 0; at < archive.length; at++) {
            byte[] damaged = archive.clone();
            damaged[at] ^= 0x10;
            assertThatThrownBy(() -> readWhole(damaged))
                    .as("byte %d", at)
                    .isInstanceOf(GossamerException.class)
                    .hasMessageContaining("hostile.gm")
                    .hasMessageContaining(at < header ? "" : at < lastRecord ? "array" : "'steps'");
        }
    }

    @Test
    void noMissingByteGoesUnnoticed() throws IOException {
        byte[] archive = archive("u4");
        for (int length = 0; length < archive.length; length++) {
            byte[] truncated = Arrays.copyOf(archive, length);
            assertThatThrownBy(() -> readWhole(truncated))
                    .as("%d bytes", length)
                    .isInstanceOf(GossamerException.class)
                    .hasMessageContaining("truncated");
        }
        assertThatThrownBy(() -> readWhole(Arrays.copyOf(archive, archive.length + 1)))
                .hasMessageContaining("1 bytes follow its last array");
    }

    @Test
    void mutatedFilesAreRefused() throws IOException {
        MutationFuzzer.of(
                        this::readWhole, List.of(archive("u8(16)"), archive("topk(0.2)+f16+rans"), archive("qsgd(3)")))
                .allowing(GossamerException.class)
                .iterations(1_500)
                .run();
    }

    @Test
    void mutatedHeadersBehindAGoodChecksumAreRefused() throws IOException {
        List<byte[]> samples = Stream.of("u8(16)", "topk(0.2)+f16+rans", "e4m3(14)", "sketch(3,50)", "lowrank(2,8)")
                .map(this::headerBody)
                .toList();
        MutationFuzzer.of(
                        body -> {
                            if (body.length > ArchiveHeader.PREFIX) {
                                ArchiveHeader.parse(MemorySegment.ofArray(withChecksum(body)));
                            }
                        },
                        samples)
                .allowing(CorruptMessageException.class)
                .run();
    }

    /** A header that was tampered with in front of records that were not. */
    @Test
    void mutatedHeadersInFrontOfGoodRecordsAreRefused() throws IOException {
        byte[] archive = archive("u3(8)+rans");
        byte[] records = Arrays.copyOfRange(archive, headerLength(archive), archive.length);
        MutationFuzzer.of(body -> readWhole(file(body, records)), List.of(headerBody("u3(8)+rans")))
                .allowing(GossamerException.class)
                .iterations(1_500)
                .run();
    }

    private static byte[] file(byte[] body, byte[] records) {
        byte[] header = body.clone();
        if (header.length > ArchiveHeader.PREFIX) {
            MemorySegment.ofArray(header).set(LittleEndian.INT, 5, header.length + ArchiveHeader.CHECKSUM);
        }
        byte[] sealed = withChecksum(header);
        byte[] file = Arrays.copyOf(sealed, sealed.length + records.length);
        System.arraycopy(records, 0, file, sealed.length, records.length);
        return file;
    }

    private byte[] headerBody(String codec) {
        try {
            byte[] archive = archive(codec);
            return Arrays.copyOf(archive, headerLength(archive) - ArchiveHeader.CHECKSUM);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aHeaderMayClaimNothingAbsurd() {
        assertThatThrownBy(() -> parse(header("a", 1L << 40))).hasMessageContaining("elements; at most 2,147,483,647");
        assertThatThrownBy(() -> parse(header("a", 1L << 40, 1L << 40))).hasMessageContaining("beyond 2^63 bytes");
        assertThatThrownBy(() -> parse(header("a\033[2J", 1))).hasMessageContaining("control characters");
    }

    @Test
    void anUnknownCodecIsSaid() {
        byte[] body = header("a", 1);
        // The one letter of the codec's name, "u8", behind its length.
        body[19] = 'w';
        assertThatThrownBy(() -> parse(body))
                .isInstanceOf(CorruptMessageException.class)
                .hasMessageContaining("does not know its codec")
                .hasMessageContaining("w8");
    }

    private static ArchiveHeader parse(byte[] body) throws CorruptMessageException {
        return ArchiveHeader.parse(MemorySegment.ofArray(withChecksum(body)));
    }

    /** The body of a header as an attacker might write it, by the format's description alone. */
    private static byte[] header(String name, long... shape) {
        try (ByteWriter out = new ByteWriter()) {
            out.putInt(0x52414D47);
            out.putByte(1);
            out.putInt(0);
            out.putByte(3);
            out.putLong(1);
            text(out, "u8");
            out.putVarint(0);
            out.putVarint(1);
            text(out, name);
            text(out, "F32");
            out.putVarint(shape.length);
            for (long size : shape) {
                out.putVarint(size);
            }
            return out.written().toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private static void text(ByteWriter out, String text) {
        out.putVarint(text.length());
        out.putBytes(MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Written by hand from the description, so that a change of the format does not pass unseen. */
    @Test
    void theHeaderIsAsDescribed() throws CorruptMessageException {
        ArchiveHeader header = parse(header("a", 2, 3));
        assertThat(header.source()).isEqualTo(FileFormat.RAW);
        assertThat(header.seed()).isEqualTo(1);
        assertThat(header.codec().spec()).isEqualTo("u8");
        assertThat(header.metadata()).isEqualTo(new TreeMap<>());
        assertThat(header.arrays().getFirst().shape()).containsExactly(2, 3);
        try (ByteWriter out = new ByteWriter()) {
            header.write(out);
            byte[] expected = header("a", 2, 3);
            MemorySegment.ofArray(expected).set(LittleEndian.INT, 5, expected.length + ArchiveHeader.CHECKSUM);
            assertThat(out.written().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(withChecksum(expected));
        }
    }
}

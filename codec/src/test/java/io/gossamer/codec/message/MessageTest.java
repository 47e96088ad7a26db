package io.gossamer.codec.message;

import static io.gossamer.codec.array.Arrays32.floats;
import static io.gossamer.codec.array.Arrays32.gradient;
import static io.gossamer.codec.array.Arrays32.of;
import static io.gossamer.codec.array.Arrays32.random;
import static io.gossamer.codec.array.Arrays32.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.codec.Codecs;
import io.gossamer.codec.array.Codec;
import io.gossamer.codec.array.NonFiniteValueException;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.bits.LittleEndian;
import io.gossamer.codec.sparse.SparseCodec;
import io.gossamer.codec.sparse.SparseVector;
import io.gossamer.core.fuzz.MutationFuzzer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MessageTest {
    private static final Votes VOTES = new Votes(true, true);
    private static final Codec F32 = Codecs.parse("f32");
    private static final SparseCodec SPARSE = (SparseCodec) Codecs.parse("topk(0.01)+f16");
    private static final List<ExpectedSection> EXPECTED = List.of(
            new ExpectedSection(0, Kind.COMPRESSED, 2400, SPARSE),
            new ExpectedSection(1, Kind.DENSE, 16, F32),
            new ExpectedSection(300, Kind.COMPRESSED, 48_000, SPARSE));

    private final MessageWriter writer = new MessageWriter(tensor -> "layer" + tensor);
    private final MessageReader reader = new MessageReader(EXPECTED);

    @AfterEach
    void close() {
        writer.close();
    }

    @Test
    void tensorsComeBack() throws CorruptMessageException {
        Message sent = write(VOTES);
        Message received = reader.read(sent.bytes(), 3, 700);
        assertThat(received.sender()).isEqualTo(3);
        assertThat(received.step()).isEqualTo(700);
        assertThat(received.votes()).isEqualTo(VOTES);
        assertThat(received.sections()).hasSize(3);
        for (int i = 0; i < 3; i++) {
            Section section = received.sections().get(i);
            assertThat(section.coded().mismatch(sent.sections().get(i).coded())).isEqualTo(-1);
            MemorySegment values = zeros(section.elements());
            section.decode(values);
            MemorySegment sum = zeros(section.elements());
            section.decodeAdd(1, sum);
            assertThat(floats(sum)).isEqualTo(floats(values));
        }
        MemorySegment bias = zeros(16);
        received.sections().get(1).decode(bias);
        assertThat(bias.mismatch(gradient(16, 1))).isEqualTo(-1);
        SparseVector chosen = new SparseVector();
        received.sections().get(2).decodeChosen(chosen);
        assertThat(chosen.count()).isEqualTo(480);
        assertThatThrownBy(() -> received.sections().get(1).decodeChosen(chosen))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> received.sections().get(1).decode(zeros(15)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bytesAreCountedByKind() throws CorruptMessageException {
        Message sent = write(Votes.NONE);
        Message received = reader.read(sent.bytes(), 3, 700);
        for (Message message : List.of(sent, received)) {
            assertThat(message.bytes(Kind.CONTROL)).isEqualTo(18);
            assertThat(message.bytes(Kind.DENSE)).isEqualTo(4 + 16 * 4);
            assertThat(Arrays.stream(Kind.values()).mapToLong(message::bytes).sum())
                    .isEqualTo(message.bytes().byteSize());
        }
    }

    @Test
    void theFrameByteByByte() {
        writer.begin(1, 300, new Votes(true, false));
        writer.section(2, Kind.DENSE, F32, of(1), random(0));
        byte[] frame = writer.end().bytes().toArray(ValueLayout.JAVA_BYTE);
        byte[] head = {
            'G', 'M', 1, 1, 1, 26, 0, 0, 0, 1, 0, 1, (byte) 0xAC, 2, 2, (byte) 0x81, 1, 4, 0, 0, (byte) 0x80, 0x3F
        };
        assertThat(Arrays.copyOf(frame, 22)).isEqualTo(head);
        CRC32C crc = new CRC32C();
        crc.update(head);
        assertThat(MemorySegment.ofArray(frame).get(LittleEndian.INT, 22)).isEqualTo((int) crc.getValue());
    }

    @Test
    void anEmptyMessageCarriesAVote() throws CorruptMessageException {
        Message vote = writer.begin(0, 0, VOTES).end();
        assertThat(vote.bytes().byteSize()).isEqualTo(17);
        assertThat(new MessageReader(List.of()).read(vote.bytes(), 0, 0).votes())
                .isEqualTo(VOTES);
    }

    @Test
    void theChosenFormWritesTheSameBytes() {
        byte[] whole = write(Votes.NONE).bytes().toArray(ValueLayout.JAVA_BYTE);
        SparseVector chosen = new SparseVector();
        writer.begin(3, 700);
        SPARSE.sparsifier().choose(gradient(2400, 0), random(0), chosen);
        writer.section(0, Kind.COMPRESSED, SPARSE, chosen, 2400, random(0));
        writer.section(1, Kind.DENSE, F32, gradient(16, 1), random(0));
        SPARSE.sparsifier().choose(gradient(48_000, 2), random(0), chosen);
        writer.section(300, Kind.COMPRESSED, SPARSE, chosen, 48_000, random(0));
        assertThat(writer.end().bytes().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(whole);
    }

    @Test
    void nonFiniteValuesNameTheTensorAndAbandonTheFrame() {
        writer.begin(0, 1);
        assertThatThrownBy(() -> writer.section(4, Kind.DENSE, F32, of(1, Float.NaN), random(0)))
                .isInstanceOf(NonFiniteValueException.class)
                .hasMessage("layer4 holds NaN at element 1");
        assertThatThrownBy(writer::end).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void misuseIsRefused() {
        assertThatThrownBy(writer::end).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> writer.begin(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        writer.begin(0, 1);
        writer.section(4, Kind.DENSE, F32, of(1), random(0));
        assertThatThrownBy(() -> writer.section(4, Kind.DENSE, F32, of(1), random(0)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.section(5, Kind.CONTROL, F32, of(1), random(0)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MessageReader(List.of(EXPECTED.get(1), EXPECTED.get(0))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void framesOfOthersAreRefusedWithTheReason() {
        MemorySegment frame = write(Votes.NONE).bytes();
        assertThatThrownBy(() -> reader.read(frame, 2, 700)).hasMessageContaining("sender is 3 instead of 2");
        assertThatThrownBy(() -> reader.read(frame, 3, 701)).hasMessageContaining("step is 700 instead of 701");
        assertThatThrownBy(() -> new MessageReader(EXPECTED.subList(0, 2)).read(frame, 3, 700))
                .isInstanceOf(CorruptMessageException.class)
                .hasMessageContaining("3 tensors instead of 2");
        for (ExpectedSection other : List.of(
                new ExpectedSection(2, Kind.DENSE, 16, F32),
                new ExpectedSection(1, Kind.COMPRESSED, 16, F32),
                new ExpectedSection(1, Kind.DENSE, 17, F32),
                new ExpectedSection(1, Kind.DENSE, 16, Codecs.parse("bf16")))) {
            MessageReader elsewhere = new MessageReader(List.of(EXPECTED.get(0), other, EXPECTED.get(2)));
            assertThatThrownBy(() -> elsewhere.read(frame, 3, 700)).isInstanceOf(CorruptMessageException.class);
        }
    }

    @Test
    void everyFlippedBitIsNoticed() {
        byte[] frame = write(Votes.NONE).bytes().toArray(ValueLayout.JAVA_BYTE);
        for (int bit = 0; bit < frame.length * 8; bit++) {
            byte[] flipped = frame.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> reader.read(MemorySegment.ofArray(flipped), 3, 700))
                    .isInstanceOf(CorruptMessageException.class);
        }
    }

    @Test
    void hostileFramesWithARightChecksumAreContained() {
        MessageReader small = new MessageReader(List.of(
                new ExpectedSection(0, Kind.COMPRESSED, 100, (SparseCodec) Codecs.parse("topk(0.1)+f16")),
                new ExpectedSection(1, Kind.DENSE, 5, F32)));
        writer.begin(3, 700);
        writer.section(0, Kind.COMPRESSED, Codecs.parse("topk(0.1)+f16"), gradient(100, 0), random(0));
        writer.section(1, Kind.DENSE, F32, gradient(5, 0), random(0));
        byte[] frame = writer.end().bytes().toArray(ValueLayout.JAVA_BYTE);
        MutationFuzzer.of(
                        bytes -> {
                            if (bytes.length >= Frame.MINIMUM_LENGTH) {
                                seal(MemorySegment.ofArray(bytes));
                            }
                            for (Section section : small.read(MemorySegment.ofArray(bytes), 3, 700)
                                    .sections()) {
                                section.decode(zeros(section.elements()));
                            }
                        },
                        List.of(frame))
                .allowing(CorruptMessageException.class)
                .run();
    }

    /** Gives a mutated frame a valid length and checksum, so that the fuzzer gets past them. */
    private static void seal(MemorySegment frame) {
        long body = frame.byteSize() - Frame.CHECKSUM_BYTES;
        frame.set(LittleEndian.INT, Frame.LENGTH_OFFSET, (int) frame.byteSize());
        frame.set(LittleEndian.INT, body, Frame.checksum(frame.asSlice(0, body)));
    }

    private Message write(Votes votes) {
        writer.begin(3, 700, votes);
        writer.section(0, Kind.COMPRESSED, SPARSE, gradient(2400, 0), random(0));
        writer.section(1, Kind.DENSE, F32, gradient(16, 1), random(0));
        writer.section(300, Kind.COMPRESSED, SPARSE, gradient(48_000, 2), random(0));
        return writer.end();
    }
}

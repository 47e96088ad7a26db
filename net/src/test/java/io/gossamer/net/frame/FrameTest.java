package io.gossamer.net.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.codec.message.Kind;
import io.gossamer.core.fuzz.MutationFuzzer;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FrameTest {
    private static byte[] encode(Frame frame) {
        byte[] bytes = new byte[Frame.MIXED_BYTES];
        frame.encode(MemorySegment.ofArray(bytes));
        return bytes;
    }

    @Test
    void theBytesAreAsDocumented() {
        assertThat(encode(Frame.of(Tag.ALL_REDUCE, 0x01020304, Kind.DENSE, 0x0a0b)))
                .startsWith(0x0b, 0x0a, 0, 0, 1, 16, 4, 3, 2, 1);
        assertThat(encode(new Frame(Tag.ALL_GATHER, 7, 5, 6, 1)))
                .containsExactly(12, 0, 0, 0, 3, 17, 7, 0, 0, 0, 5, 0, 0, 0, 6, 0, 0, 0);
    }

    @Property(tries = 300)
    void aHeaderSurvivesTheWay(
            @ForAll @IntRange(max = 1 << 28) int compressed,
            @ForAll @IntRange(max = 1 << 28) int dense,
            @ForAll @IntRange(max = 1 << 28) int control,
            @ForAll int sequence)
            throws ProtocolException {
        Frame frame = new Frame(Tag.ALL_GATHER, sequence, compressed, dense, control);
        assertThat(Frame.decode(MemorySegment.ofArray(encode(frame)))).isEqualTo(frame);
    }

    @ParameterizedTest
    @EnumSource(Tag.class)
    void everyTagSurvivesTheWay(Tag tag) throws ProtocolException {
        Frame frame = Frame.control(tag, 0);
        assertThat(frame.headerLength()).isEqualTo(Frame.SHORT_BYTES);
        assertThat(Frame.decode(MemorySegment.ofArray(encode(frame)))).isEqualTo(frame);
    }

    @Test
    void aPayloadThatIsTooLongIsRefusedByItsHeader() {
        byte[] bytes = encode(Frame.control(Tag.HELLO, 0));
        bytes[3] = 0x40;
        bytes[0] = 1;
        assertThatThrownBy(() -> Frame.decode(MemorySegment.ofArray(bytes)))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("too long");
    }

    @Test
    void hostileHeadersAreDecodedOrRefused() {
        Random random = new Random(11);
        List<byte[]> samples = List.of(
                encode(Frame.of(Tag.ALL_REDUCE, 1, Kind.DENSE, 1000)),
                encode(new Frame(Tag.ALL_GATHER, random.nextInt(), 5, 6, 7)));
        int decoded = MutationFuzzer.of(
                        bytes -> {
                            if (bytes.length >= Frame.MIXED_BYTES) {
                                Frame frame = Frame.decode(MemorySegment.ofArray(bytes));
                                assertThat(frame.length()).isBetween(0, Frame.LARGEST_PAYLOAD);
                            }
                        },
                        samples)
                .allowing(ProtocolException.class)
                .iterations(20_000)
                .run();
        assertThat(decoded).isPositive();
    }
}

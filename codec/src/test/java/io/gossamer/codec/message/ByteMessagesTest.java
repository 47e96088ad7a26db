package io.gossamer.codec.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.core.fuzz.MutationFuzzer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ByteMessagesTest {
    private static Message message(int sender, long step, byte[]... parts) {
        int content = 0;
        for (byte[] part : parts) {
            content += part.length;
        }
        MemorySegment memory = MemorySegment.ofArray(new byte[content + ByteMessages.MOST_OVERHEAD]);
        List<MemorySegment> segments =
                List.of(parts).stream().map(MemorySegment::ofArray).toList();
        return ByteMessages.write(sender, step, Kind.DENSE, segments, memory);
    }

    @Property(tries = 200)
    void whatWasWrittenIsRead(@ForAll byte[] one, @ForAll byte[] other) throws CorruptMessageException {
        Message message = message(Integer.MAX_VALUE, Long.MAX_VALUE, one, other);
        byte[] heard = ByteMessages.read(message.bytes(), Integer.MAX_VALUE, Long.MAX_VALUE)
                .toArray(ValueLayout.JAVA_BYTE);
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        assertThat(heard).isEqualTo(both);
        assertThat(message.bytes(Kind.DENSE)).isEqualTo(heard.length);
        assertThat(message.bytes(Kind.CONTROL)).isEqualTo(ByteMessages.MOST_OVERHEAD);
    }

    @Test
    void aFrameOfAnotherStepSenderOrTypeIsRefused() {
        MemorySegment frame = message(2, 7, new byte[3]).bytes();
        assertThat(frame.byteSize()).isEqualTo(11 + 1 + 1 + 3 + 4);
        for (long[] wrong : new long[][] {{1, 7}, {2, 8}}) {
            assertThatThrownBy(() -> ByteMessages.read(frame, (int) wrong[0], wrong[1]))
                    .isInstanceOf(CorruptMessageException.class)
                    .hasMessageContaining("instead of");
        }
        assertThatThrownBy(() -> new MessageReader(List.of()).read(frame, 2, 7))
                .isInstanceOf(CorruptMessageException.class)
                .hasMessageContaining("type");
    }

    @Test
    void brokenFramesAreRefused() {
        byte[] valid = message(2, 7, new byte[] {1, 2, 3}).bytes().toArray(ValueLayout.JAVA_BYTE);
        MutationFuzzer.of(input -> ByteMessages.read(MemorySegment.ofArray(input), 2, 7), List.of(valid))
                .allowing(CorruptMessageException.class)
                .iterations(5_000)
                .run();
    }
}

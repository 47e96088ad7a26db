package io.gossamer.net.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.fuzz.MutationFuzzer;
import io.gossamer.net.frame.ProtocolException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageCodecTest {
    private static final List<Message> SAMPLES = List.of(
            new Message.RequestVote(7, true, 41, 6),
            new Message.Vote(7, false, true),
            new Message.AppendEntries(7, 40, 5, 39, List.of()),
            new Message.AppendEntries(
                    7, 40, 5, 39, List.of(new Entry(6, new byte[] {1, 2, 3}), new Entry(7, new byte[0]))),
            new Message.Appended(7, true, 42),
            new Message.InstallSnapshot(7, new Snapshot(30, 4, new byte[] {9, 8, 7})));

    @Test
    void messagesSurviveTheWay() throws ProtocolException {
        for (Message sample : SAMPLES) {
            assertThat(MessageCodec.decode(MessageCodec.encode(sample))).isEqualTo(sample);
        }
    }

    @Test
    void aNegativeTermIsRefused() {
        MemorySegment vote = MessageCodec.encode(new Message.Vote(-1, false, true));
        assertThatThrownBy(() -> MessageCodec.decode(vote)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void hostileMessagesAreReadOrRefused() {
        int parsed = MutationFuzzer.of(
                        bytes -> MessageCodec.decode(MemorySegment.ofArray(bytes)),
                        SAMPLES.stream()
                                .map(sample -> MessageCodec.encode(sample).toArray(ValueLayout.JAVA_BYTE))
                                .toList())
                .allowing(ProtocolException.class)
                .iterations(20_000)
                .run();
        assertThat(parsed).isPositive();
    }
}

package io.gossamer.net.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.fuzz.MutationFuzzer;
import io.gossamer.net.collective.Notice;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.identity.NodeId;
import io.gossamer.net.world.Endpoint;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HandshakeTest {
    private static final byte[] SESSION = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    private static final NodeId NODE = new NodeId("a".repeat(52));
    private static final Hello HELLO = new Hello(2, 4711, "token", "pid 1 on host");
    private static final Welcome WELCOME = new Welcome(
            1,
            SESSION,
            List.of(
                    new Welcome.Address("worker 0", new Endpoint("10.0.0.1", 1), Optional.of(NODE)),
                    new Welcome.Address("worker 1", new Endpoint("10.0.0.2", 65535), Optional.empty())));

    private static byte[] bytes(MemorySegment segment) {
        return segment.toArray(ValueLayout.JAVA_BYTE);
    }

    @Test
    void payloadsSurviveTheWay() throws ProtocolException {
        assertThat(Hello.decode(HELLO.encode())).isEqualTo(HELLO);
        Welcome welcome = Welcome.decode(WELCOME.encode());
        assertThat(welcome.addresses()).isEqualTo(WELCOME.addresses());
        assertThat(welcome.session()).isEqualTo(SESSION);
        Meeting meeting = Meeting.decode(new Meeting(SESSION, 3, 1).encode());
        assertThat(meeting.session()).isEqualTo(SESSION);
        assertThat(meeting.from() * 10 + meeting.to()).isEqualTo(31);
        assertThat(Ask.decode(new Ask("token").encode()).token()).isEqualTo("token");
        Charter charter = new Charter("learn to read: \u00e4\n".repeat(1000));
        assertThat(Charter.decode(charter.encode())).isEqualTo(charter);
        assertThat(Notice.decode(new Notice(1, "died\nat noon").encode(), 2)).isEqualTo(new Notice(1, "diedat noon"));
    }

    @Test
    void anotherVersionIsTold() {
        byte[] hello = bytes(HELLO.encode());
        hello[4] = 9;
        hello[6] = 9;
        assertThatThrownBy(() -> Hello.decode(MemorySegment.ofArray(hello)))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("it speaks version 9 of the protocol, this node version 2");
    }

    @Test
    void hostileHandshakesAreReadOrRefused() {
        fuzz(bytes -> Hello.decode(MemorySegment.ofArray(bytes)), HELLO.encode());
        fuzz(bytes -> Welcome.decode(MemorySegment.ofArray(bytes)), WELCOME.encode());
        fuzz(bytes -> Meeting.decode(MemorySegment.ofArray(bytes)), new Meeting(SESSION, 1, 0).encode());
        fuzz(bytes -> Ask.decode(MemorySegment.ofArray(bytes)), new Ask("token").encode());
        fuzz(bytes -> Charter.decode(MemorySegment.ofArray(bytes)), new Charter("to learn").encode());
        fuzz(bytes -> Notice.decode(MemorySegment.ofArray(bytes), 4), new Notice(3, "text").encode());
    }

    private static void fuzz(MutationFuzzer.Parser parser, MemorySegment sample) {
        int parsed = MutationFuzzer.of(parser, List.of(bytes(sample)))
                .allowing(ProtocolException.class)
                .iterations(5_000)
                .run();
        assertThat(parsed).isPositive();
    }
}

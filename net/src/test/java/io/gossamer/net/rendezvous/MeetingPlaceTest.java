package io.gossamer.net.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.codec.message.Kind;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.membership.View;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MeetingPlaceTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final byte[] SESSION = session(1);

    private static byte[] session(int fill) {
        byte[] session = new byte[Fields.SESSION_BYTES];
        Arrays.fill(session, (byte) fill);
        return session;
    }

    private static ViewLetters.Installation view() {
        Welcome.Address other = new Welcome.Address("worker 2", new Endpoint("127.0.0.1", 2), Optional.empty());
        return new ViewLetters.Installation(
                SESSION, 1, new View(7, List.of(1L, 2L)), Map.of(2L, other), Set.of(), Map.of(), Set.of(2L));
    }

    private static FrameChannel come(TcpWorld world, Endpoint door, byte[] session)
            throws IOException, InterruptedException {
        FrameChannel line = new FrameChannel(world, world.connect(door, LONG));
        MemorySegment meeting = new Meeting(session, 2, 1).encode();
        line.send(Frame.of(Tag.MEET, 7, Kind.CONTROL, meeting.byteSize()), meeting);
        return line;
    }

    /** Before the first view a member cannot tell strangers from members; when it begins, it can. */
    @Test
    void aStrangerThatCameFirstIsNotTakenForTheMemberThatItNames() throws Exception {
        try (TcpWorld world = new TcpWorld()) {
            Listener listener = world.listen(new Endpoint("127.0.0.1", 0));
            try (MeetingPlace place = new MeetingPlace(world, listener, LONG, () -> false);
                    FrameChannel stranger = come(world, listener.endpoint(), session(2))) {
                world.sleep(Duration.ofMillis(200));
                try (FrameChannel member = come(world, listener.endpoint(), SESSION);
                        FrameChannel met = place.meet(view(), 2)) {
                    Meeting answer = Meeting.decode(Talk.expect(member, Tag.MEET, LONG));
                    assertThat(answer.session()).isEqualTo(SESSION);
                    Talk.send(met, Tag.BYE);
                    Talk.expect(member, Tag.BYE, LONG);
                }
                assertThatThrownBy(() -> stranger.connection().skip(1, LONG)).isInstanceOf(EOFException.class);
            }
        }
    }
}

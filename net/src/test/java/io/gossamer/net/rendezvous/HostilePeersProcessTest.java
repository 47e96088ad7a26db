package io.gossamer.net.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.codec.message.Kind;
import io.gossamer.net.admission.Admission;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.identity.NodeKey;
import io.gossamer.net.rendezvous.SecureGroupNode.Conduct;
import io.gossamer.net.secure.SecureWorld;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * A coordinator and three honest members, each a process, over TLS: whoever means harm is shut out by name, and the three
 * go on with the same digests. One group for all tests, each of which leaves it as it was.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class HostilePeersProcessTest {
    private static final String HOST = "127.0.0.1";
    private static final int HONEST = 3;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration AMPLE = Duration.ofSeconds(90);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    // Codes of tags.
    private static final int MEET = 4;
    private static final int VOTE = 13;
    private static final int ENTER = 58;

    private final List<ForkedNode> all = new ArrayList<>();
    private final List<ForkedNode> honest = new ArrayList<>();
    private ForkedNode coordinator;
    private Endpoint endpoint;

    @BeforeAll
    void startTheGroup() throws Exception {
        coordinator = SecureGroupNode.coordinator(TIMEOUT);
        all.add(coordinator);
        endpoint = coordinator.endpoint(AMPLE);
        for (int i = 0; i < HONEST; i++) {
            honest.add(start(Conduct.HONEST, ForkedNode.TOKEN));
        }
        requireProgress();
    }

    @AfterAll
    void killAll() {
        all.forEach(ForkedNode::kill);
    }

    private ForkedNode start(Conduct conduct, String token) throws IOException {
        ForkedNode node = SecureGroupNode.member(conduct, endpoint, token, TIMEOUT);
        all.add(node);
        return node;
    }

    // What the others say

    /** A line of a process, the first after so many, in which all of that stands. */
    private static String awaitLine(ForkedNode node, int after, String... parts) throws InterruptedException {
        long deadline = System.nanoTime() + AMPLE.toNanos();
        int seen = after;
        while (System.nanoTime() < deadline) {
            for (; seen < node.history().size(); seen++) {
                String line = node.history().get(seen);
                if (Stream.of(parts).allMatch(line::contains)) {
                    return line;
                }
            }
            Thread.sleep(20);
        }
        throw new AssertionError("No line with " + List.of(parts) + " but:\n" + String.join("\n", node.history()));
    }

    private static String saidBy(ForkedNode node, String start) throws InterruptedException {
        return awaitLine(node, 0, start).substring(start.length());
    }

    private static Endpoint meetingPlace(ForkedNode member) throws InterruptedException {
        return new Endpoint(HOST, Integer.parseInt(saidBy(member, SecureGroupNode.MEETS)));
    }

    private static Map<String, String> digests(ForkedNode member, int after) {
        Map<String, String> digests = new LinkedHashMap<>();
        List<String> lines = member.history();
        for (String line : lines.subList(after, lines.size())) {
            if (line.startsWith(SecureGroupNode.STEP)) {
                String[] words = line.split(" ", -1);
                digests.put(words[1], words[3]);
            }
        }
        return digests;
    }

    /** From now on the honest ones do more steps, all with the same results. */
    private void requireProgress() throws InterruptedException {
        List<Integer> marks =
                honest.stream().map(member -> member.history().size()).toList();
        long deadline = System.nanoTime() + AMPLE.toNanos();
        while (true) {
            List<Map<String, String>> said = new ArrayList<>();
            for (int i = 0; i < HONEST; i++) {
                said.add(digests(honest.get(i), marks.get(i)));
            }
            List<String> common = said.getFirst().keySet().stream()
                    .filter(step -> said.stream().allMatch(digests -> digests.containsKey(step)))
                    .toList();
            for (String step : common) {
                assertThat(said.stream().map(digests -> digests.get(step)).distinct())
                        .as("digests at step %s", step)
                        .hasSize(1);
            }
            if (common.size() >= 3) {
                return;
            }
            assertThat(System.nanoTime()).as("progress of %s", said).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    /** A further member that is in. */
    private ForkedNode comeIn(Conduct conduct) throws Exception {
        ForkedNode member = start(conduct, ForkedNode.TOKEN);
        awaitLine(member, 0, SecureGroupNode.STEP);
        return member;
    }

    /** What others call a member. */
    private static String name(ForkedNode member) {
        return "(pid " + member.pid() + " on ";
    }

    // Garbage

    @Test
    void whoSendsGarbageIsShutOutByItsAddress() throws Exception {
        byte[] noise = new byte[4096];
        new Random(7).nextBytes(noise);
        noise[0] = 1;
        for (ForkedNode node :
                Stream.concat(Stream.of(coordinator), honest.stream()).toList()) {
            Endpoint door = node.equals(coordinator) ? endpoint : meetingPlace(node);
            requireRefused(node, throwAt(door, noise), "it does not speak TLS");
            byte[] request = "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            requireRefused(node, throwAt(door, request), "it does not speak TLS");
            byte[] longRecord = {22, 3, 3, -1, -1, 1};
            requireRefused(node, throwAt(door, longRecord), "a TLS record of 65535 bytes is too long");
        }
        requireProgress();
    }

    private static void requireRefused(ForkedNode node, String address, String reason) throws InterruptedException {
        awaitLine(node, 0, address, "is shut out: ", reason);
    }

    /** @return where it came from */
    private static String throwAt(Endpoint door, byte[] bytes) throws IOException {
        try (Socket socket = new Socket(door.host(), door.port())) {
            socket.setSoTimeout((int) AMPLE.toMillis());
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
            awaitEnd(socket);
            return HOST + ":" + socket.getLocalPort();
        }
    }

    private static void awaitEnd(Socket socket) throws IOException {
        try {
            assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(1000);
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    /** A node of this process that has a key and means harm. */
    private interface Harm {
        void doIt(FrameChannel channel) throws IOException, InterruptedException;
    }

    private static String harm(Endpoint door, Harm harm) throws Exception {
        NodeKey key = NodeKey.create();
        try (TcpWorld tcp = new TcpWorld();
                SecureWorld world = new SecureWorld(tcp, key, Admission.anybody())) {
            Connection connection = world.connect(door, AMPLE);
            harm.doIt(new FrameChannel(world, connection));
            connection.skip(Long.MAX_VALUE, AMPLE);
        } catch (IOException e) {
            assertThat(e).hasMessageNotContaining("nothing came");
        }
        return key.id().brief();
    }

    @Test
    void whoSendsGarbageOverTlsIsShutOutByItsNode() throws Exception {
        byte[] noise = new byte[4096];
        new Random(8).nextBytes(noise);
        noise[3] = 0;
        noise[4] = 77;
        for (ForkedNode node :
                Stream.concat(Stream.of(coordinator), honest.stream()).toList()) {
            Endpoint door = node.equals(coordinator) ? endpoint : meetingPlace(node);
            String id = harm(door, channel -> channel.connection().send(MemorySegment.ofArray(noise)));
            requireRefused(node, "(node " + id + ")", "kind 77 is unknown");
        }
        requireProgress();
    }

    // Lengths

    /** The first bytes of a control frame that claims to be so long. */
    private static MemorySegment header(int tag, int bytes) {
        MemorySegment header = MemorySegment.ofArray(new byte[10]);
        header.set(INT, 0, bytes);
        header.set(ValueLayout.JAVA_BYTE, 4, (byte) Kind.CONTROL.ordinal());
        header.set(ValueLayout.JAVA_BYTE, 5, (byte) tag);
        return header;
    }

    @Test
    void whoSendsTooMuchAtTheDoorIsShutOutByItsNode() throws Exception {
        for (ForkedNode node :
                Stream.concat(Stream.of(coordinator), honest.stream()).toList()) {
            boolean atCoordinator = node.equals(coordinator);
            Endpoint door = atCoordinator ? endpoint : meetingPlace(node);
            MemorySegment header = header(atCoordinator ? ENTER : MEET, Frame.LARGEST_PAYLOAD);
            String id = harm(door, channel -> channel.connection().send(header));
            requireRefused(node, "(node " + id + ")", "1073741824 bytes is too long");
        }
        requireProgress();
    }

    @Test
    void whoSendsTheCoordinatorTooMuchOnceItIsInIsOutByName() throws Exception {
        int mark = coordinator.history().size();
        String id = harm(endpoint, channel -> {
            Enter enter = new Enter(MemberKey.fresh(), 9, 0, ForkedNode.TOKEN, "somebody with a token");
            Talk.send(channel, Tag.ENTER, enter.encode());
            Talk.expect(channel, Tag.LEADER, AMPLE);
            Talk.send(channel, Tag.READY);
            channel.connection().send(header(VOTE, Frame.LARGEST_PAYLOAD));
        });
        awaitLine(
                coordinator,
                mark,
                "somebody with a token",
                "(node " + id + ") is out: ",
                "a vote of 1073741824 bytes is too long");
        requireProgress();
    }

    @Test
    void whoSendsOtherMembersTooMuchIsExpelledByName() throws Exception {
        ForkedNode boaster = comeIn(Conduct.BOASTER);
        int mark = coordinator.history().size();
        List<Integer> marks =
                honest.stream().map(member -> member.history().size()).toList();
        boaster.tell(SecureGroupNode.HARM);
        awaitLine(coordinator, mark, name(boaster), "is expelled: ", "fails again and again");
        boolean blamed = false;
        for (int i = 0; i < HONEST; i++) {
            List<String> lines = honest.get(i).history();
            blamed |= lines.subList(marks.get(i), lines.size()).stream()
                    .anyMatch(line -> line.contains(name(boaster))
                            && line.contains("is suspected: a frame of 2147483647 bytes is too long"));
        }
        assertThat(blamed).isTrue();
        assertThat(boaster.outcome(AMPLE)).contains("shut this member out", "fails again and again");
        requireProgress();
    }

    // The others

    @Test
    void whoStopsInTheMidstIsOutByName() throws Exception {
        ForkedNode stalled = comeIn(Conduct.HONEST);
        int mark = coordinator.history().size();
        stalled.signal("STOP");
        awaitLine(coordinator, mark, name(stalled), "is out: hangs: no sign of life for 5.0 s");
        requireProgress();
        stalled.signal("CONT");
        assertThat(stalled.outcome(AMPLE)).contains("this coordinator does not know it, or knows it no more");
        requireProgress();
    }

    @Test
    void whoLiesAboutItsHashesIsExpelledByName() throws Exception {
        ForkedNode liar = comeIn(Conduct.LIAR);
        int mark = coordinator.history().size();
        liar.tell(SecureGroupNode.HARM);
        List<ForkedNode> victims = honest.subList(1, HONEST);
        for (ForkedNode victim : victims) {
            victim.tell(SecureGroupNode.SPOIL);
        }
        awaitLine(coordinator, mark, name(liar), "is expelled: ", "most other members say that it breaks the rules");
        for (ForkedNode victim : victims) {
            awaitLine(victim, 0, name(liar), "is suspected: ", "does not fit the hashes it said");
        }
        assertThat(liar.outcome(AMPLE)).contains("most other members say that it breaks the rules");
        requireProgress();
    }

    @Test
    void whoHasNoTokenIsShutOutByItsNode() throws Exception {
        ForkedNode stranger = start(Conduct.HONEST, "a guess");
        String id = saidBy(stranger, SecureGroupNode.NODE);
        awaitLine(coordinator, 0, "(node " + id + ") is shut out: the token is wrong");
        assertThat(stranger.outcome(AMPLE)).contains("the token is wrong");
        requireProgress();
    }

    @Test
    void whoPretendsToBeAMemberIsShutOutByItsNode() throws Exception {
        Meeting pretence = new Meeting(new byte[Fields.SESSION_BYTES], 1, 1);
        for (ForkedNode member : honest) {
            String id = harm(meetingPlace(member), channel -> Talk.send(channel, Tag.MEET, pretence.encode()));
            requireRefused(member, "(node " + id + ")", "it is no member of this group");
        }
        requireProgress();
    }
}

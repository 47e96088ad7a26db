package io.gossamer.net.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.net.admission.Admission;
import io.gossamer.net.admission.AllowList;
import io.gossamer.net.admission.HandshakeException;
import io.gossamer.net.admission.Limits;
import io.gossamer.net.admission.Refusal;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.identity.Identified;
import io.gossamer.net.identity.NodeKey;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.Task;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Over real sockets: what two nodes that know each other may do, and what others may not. */
class SecureWorldTest {
    private static final Endpoint ANYWHERE = new Endpoint("127.0.0.1", 0);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Limits LIMITS = new Limits(4, Duration.ofSeconds(10), 100, 100, 1000, 1000);
    private static final NodeKey HOST = NodeKey.create();
    private static final NodeKey GUEST = NodeKey.create();
    private static final NodeKey STRANGER = NodeKey.create();

    private final List<SecureWorld> worlds = new ArrayList<>();
    private final List<TcpWorld> below = new ArrayList<>();
    private final BlockingQueue<Refusal> refusals = new LinkedBlockingQueue<>();
    private final AllowList known = AllowList.of(HOST.id(), GUEST.id());

    private SecureWorld world(NodeKey key, Admission admission, Limits limits) {
        TcpWorld tcp = new TcpWorld();
        SecureWorld world = new SecureWorld(tcp, key, admission, limits, new SecureRandom(), refusals::add);
        below.add(tcp);
        worlds.add(world);
        return world;
    }

    private SecureWorld world(NodeKey key) {
        return world(key, known, LIMITS);
    }

    @AfterEach
    void closeWorlds() {
        worlds.forEach(SecureWorld::close);
        below.forEach(TcpWorld::close);
    }

    /** Two ends of one connection. */
    private record Pair(SecureWorld host, SecureWorld guest, Connection accepted, Connection dialled) {}

    private Pair pair() throws Exception {
        SecureWorld host = world(HOST);
        SecureWorld guest = world(GUEST);
        try (Listener listener = host.listen(ANYWHERE)) {
            Connection dialled = guest.connect(listener.endpoint(), LONG);
            return new Pair(host, guest, listener.accept(LONG).orElseThrow(), dialled);
        }
    }

    private Refusal refusal() throws InterruptedException {
        Refusal refusal = refusals.poll(LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(refusal).isNotNull();
        return refusal;
    }

    // ------------------------------------------------------------------ those who know each other

    @Test
    void eachEndKnowsWhoTheOtherIs() throws Exception {
        Pair pair = pair();
        assertThat(Identified.peerOf(pair.accepted)).contains(GUEST.id());
        assertThat(Identified.peerOf(pair.dialled)).contains(HOST.id());
        assertThat(pair.accepted.remote().host()).isEqualTo("127.0.0.1");
        assertThat(pair.host.id()).isEqualTo(HOST.id());
    }

    @Test
    void bytesArriveInOrderFromAndToMemoryOfEveryKind() throws Exception {
        Pair pair = pair();
        byte[] sent = new byte[3_000_000];
        new Random(3).nextBytes(sent);
        MemorySegment heap = MemorySegment.ofArray(sent);
        MemorySegment nativeCopy = Arena.ofAuto().allocate(sent.length).copyFrom(heap);
        MemorySegment floats = MemorySegment.ofArray(new float[1000]).copyFrom(heap.asSlice(2_000_000, 4000));
        pair.guest.spawn("sender", () -> {
            try {
                pair.dialled.send(heap.asSlice(0, 10), nativeCopy.asSlice(10, 5));
                pair.dialled.send(heap.asSlice(15, 16_369));
                pair.dialled.send(heap.asSlice(16_384, 0));
                pair.dialled.send(heap.asSlice(16_384, 16_385));
                pair.dialled.send(nativeCopy.asSlice(32_769, 1_967_231));
                pair.dialled.send(floats);
                pair.dialled.send(nativeCopy.asSlice(2_004_000));
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        MemorySegment received = Arena.ofAuto().allocate(sent.length);
        byte[] middle = new byte[100_000];
        float[] numbers = new float[20_000];
        pair.accepted.receive(received.asSlice(0, 1), LONG);
        pair.accepted.receive(received.asSlice(1, 1_499_999), LONG);
        pair.accepted.receive(MemorySegment.ofArray(middle), LONG);
        MemorySegment.copy(middle, 0, received, ValueLayout.JAVA_BYTE, 1_500_000, middle.length);
        pair.accepted.receive(MemorySegment.ofArray(numbers), LONG);
        MemorySegment.copy(MemorySegment.ofArray(numbers), 0, received, 1_600_000, 80_000);
        pair.accepted.receive(received.asSlice(1_680_000), LONG);
        assertThat(received.mismatch(heap)).isEqualTo(-1);
    }

    @Test
    void aTimeoutBeforeTheFirstByteLeavesTheConnectionUsable() throws Exception {
        Pair pair = pair();
        byte[] target = new byte[4];
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> pair.accepted.receive(MemorySegment.ofArray(target), SHORT))
                    .isInstanceOf(SocketTimeoutException.class);
        }
        pair.dialled.send(MemorySegment.ofArray(new byte[] {1, 2, 3, 4}));
        pair.accepted.receive(MemorySegment.ofArray(target), LONG);
        assertThat(target).containsExactly(1, 2, 3, 4);
    }

    @Test
    void whatWasSentBeforeTheCloseArrivesAndThenTheEnd() throws Exception {
        Pair pair = pair();
        pair.dialled.send(MemorySegment.ofArray(new byte[100_000]));
        pair.dialled.close();
        MemorySegment target = MemorySegment.ofArray(new byte[100_000]);
        pair.accepted.receive(target, LONG);
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> pair.accepted.receive(target, LONG)).isInstanceOf(EOFException.class);
        }
        assertThatThrownBy(() -> pair.dialled.send(target)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> pair.dialled.receive(target, LONG)).isInstanceOf(IOException.class);
    }

    @Test
    void closingEndsCallsThatWait() throws Exception {
        Pair pair = pair();
        AtomicReference<Throwable> received = new AtomicReference<>();
        AtomicReference<Throwable> sent = new AtomicReference<>();
        Task reader = pair.guest.spawn(
                "reader", () -> note(received, () -> pair.dialled.receive(MemorySegment.ofArray(new byte[1]), LONG)));
        Task sender = pair.guest.spawn(
                "sender",
                () -> note(sent, () -> pair.dialled.send(Arena.ofAuto().allocate(200L << 20))));
        pair.guest.sleep(SHORT);
        pair.dialled.close();
        assertThat(reader.join(Duration.ofSeconds(5))).isTrue();
        assertThat(sender.join(Duration.ofSeconds(5))).isTrue();
        assertThat(received.get()).isInstanceOf(IOException.class);
        assertThat(sent.get()).isInstanceOf(IOException.class);
    }

    private interface Call {
        void run() throws IOException, InterruptedException;
    }

    private static void note(AtomicReference<Throwable> end, Call call) {
        try {
            call.run();
        } catch (IOException | InterruptedException e) {
            end.set(e);
        }
    }

    @Test
    void aClosedListenerLetsWhoWaitsForItKnow() throws Exception {
        SecureWorld host = world(HOST);
        Listener listener = host.listen(ANYWHERE);
        AtomicReference<Throwable> end = new AtomicReference<>();
        Task waiting = host.spawn(
                "waiting",
                () -> note(end, () -> assertThat(listener.accept(LONG)).isEmpty()));
        host.sleep(SHORT);
        listener.close();
        assertThat(waiting.join(Duration.ofSeconds(5))).isTrue();
        assertThat(end.get()).hasMessageContaining("is closed");
        assertThatThrownBy(() -> listener.accept(SHORT)).isInstanceOf(IOException.class);
    }

    @Test
    void everyConnectionProvesTheKeysAnew() throws Exception {
        SecureWorld host = world(HOST);
        SecureWorld guest = world(GUEST);
        Listener listener = host.listen(ANYWHERE);
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            AtomicInteger passed = new AtomicInteger();
            try (Wire wire = new Wire(listener.endpoint().port(), (bytes, count) -> passed.addAndGet(count))) {
                Connection dialled = guest.connect(new Endpoint("127.0.0.1", wire.port()), LONG);
                assertThat(listener.accept(LONG)).isPresent();
                sizes.add(passed.get());
                assertThat(Identified.peerOf(dialled)).contains(HOST.id());
            }
        }
        // A resumed session would leave out the certificate and its proof, some 400 bytes.
        assertThat(sizes).containsOnly(sizes.getFirst());
        assertThat(sizes.getFirst()).isGreaterThan(GUEST.certificate().getEncoded().length + 300);
    }

    @Test
    void aRecordCosts38Bytes() throws Exception {
        SecureWorld host = world(HOST);
        SecureWorld guest = world(GUEST);
        Listener listener = host.listen(ANYWHERE);
        AtomicInteger passed = new AtomicInteger();
        try (Wire wire = new Wire(listener.endpoint().port(), (bytes, count) -> passed.addAndGet(count))) {
            Connection dialled = guest.connect(new Endpoint("127.0.0.1", wire.port()), LONG);
            Connection accepted = listener.accept(LONG).orElseThrow();
            int before = passed.get();
            dialled.send(MemorySegment.ofArray(new byte[40_000]));
            dialled.send(MemorySegment.ofArray(new byte[10]), MemorySegment.ofArray(new byte[20]));
            accepted.receive(MemorySegment.ofArray(new byte[40_030]), LONG);
            assertThat(passed.get() - before).isEqualTo(40_030 + 4 * 38);
        }
    }

    // ------------------------------------------------------------------ those who are not let in

    @Test
    void aKeyThatIsNotOnTheListIsShutOutByNameAndTold() throws Exception {
        SecureWorld host = world(HOST);
        SecureWorld stranger = world(STRANGER, Admission.anybody(), LIMITS);
        Listener listener = host.listen(ANYWHERE);
        String reason = "the key of node " + STRANGER.id().brief() + " is not on the list of admitted nodes";
        assertThatThrownBy(() -> stranger.connect(listener.endpoint(), LONG))
                .isInstanceOfSatisfying(
                        HandshakeException.class, e -> assertThat(e.node()).contains(HOST.id()))
                .hasMessageContaining("does not let node " + STRANGER.id().brief() + " in: " + reason);
        Refusal refusal = refusal();
        assertThat(refusal.node()).contains(STRANGER.id());
        assertThat(refusal.reason()).contains(reason);
        requireOpen(listener, host);
    }

    @Test
    void aHostThatIsNotOnTheGuestsListIsNotTalkedTo() throws Exception {
        SecureWorld impostor = world(STRANGER, Admission.anybody(), LIMITS);
        SecureWorld guest = world(GUEST);
        Listener listener = impostor.listen(ANYWHERE);
        assertThatThrownBy(() -> guest.connect(listener.endpoint(), LONG))
                .isInstanceOf(HandshakeException.class)
                .hasMessageContaining("node " + STRANGER.id().brief() + " is not let in");
        assertThat(refusal().reason())
                .contains("does not let node " + STRANGER.id().brief() + " in");
        assertThat(listener.accept(SHORT)).isEmpty();
    }

    @Test
    void aRevokedNodeIsCutOffAndDoesNotComeBack() throws Exception {
        SecureWorld host = world(HOST);
        SecureWorld guest = world(GUEST);
        Listener listener = host.listen(ANYWHERE);
        Connection first = guest.connect(listener.endpoint(), LONG);
        assertThat(listener.accept(LONG)).isPresent();
        known.revoke(GUEST.id());
        host.shutOut(GUEST.id());
        assertThatThrownBy(() -> first.receive(MemorySegment.ofArray(new byte[1]), LONG))
                .isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> guest.connect(listener.endpoint(), LONG))
                .isInstanceOf(HandshakeException.class)
                .hasMessageContaining("is not on the list");
    }

    @Test
    void garbageOversizeAndSilenceAreShutOutWhileOthersComeIn() throws Exception {
        SecureWorld host = world(HOST, known, new Limits(4, Duration.ofSeconds(2), 100, 100, 1000, 1000));
        Listener listener = host.listen(ANYWHERE);
        try (Socket silent = socket(listener);
                Socket web = socket(listener);
                Socket oversize = socket(listener)) {
            assertThat(silent.isConnected()).isTrue();
            web.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(refusal().reason()).isEqualTo("it does not speak TLS");
            oversize.getOutputStream().write(new byte[] {22, 3, 1, (byte) 0xff, (byte) 0xff});
            assertThat(refusal().reason()).isEqualTo("a TLS record of 65535 bytes is too long");
            requireOpen(listener, host);
            assertThat(refusal().reason()).isEqualTo("it stalls in the handshake");
        }
        requireOpen(listener, host);
    }

    @Test
    void aPeerThatDripsIsNotWaitedForLongerThanItsTime() throws Exception {
        SecureWorld host = world(HOST, known, new Limits(1, Duration.ofSeconds(1), 100, 100, 1000, 1000));
        Listener listener = host.listen(ANYWHERE);
        long start = System.nanoTime();
        try (Socket drip = socket(listener)) {
            drip.getOutputStream().write(new byte[] {22, 3, 1, 2, 0});
            for (int i = 0; i < 20 && refusals.isEmpty(); i++) {
                Thread.sleep(100);
                note(new AtomicReference<>(), () -> drip.getOutputStream().write(1));
            }
            assertThat(refusal().reason()).isEqualTo("it stalls in the handshake");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(900), Duration.ofSeconds(5));
    }

    @Test
    void whoSpeaksNoTlsIsToldApart() throws Exception {
        TcpWorld plain = new TcpWorld();
        below.add(plain);
        Listener listener = plain.listen(ANYWHERE);
        plain.spawn(
                "plain",
                () -> note(new AtomicReference<>(), () -> {
                    Connection connection = listener.accept(LONG).orElseThrow();
                    connection.send(MemorySegment.ofArray(new byte[10]));
                }));
        assertThatThrownBy(() -> world(GUEST).connect(listener.endpoint(), LONG))
                .isInstanceOf(HandshakeException.class)
                .hasMessageContaining("it does not speak TLS");
    }

    @Test
    void aNodeMayNotOpenMoreConnectionsThanItsShare() throws Exception {
        SecureWorld host = world(HOST, Admission.anybody(), new Limits(4, LONG, 3, 2, 1000, 1000));
        SecureWorld guest = world(GUEST, Admission.anybody(), LIMITS);
        SecureWorld stranger = world(STRANGER, Admission.anybody(), LIMITS);
        Listener listener = host.listen(ANYWHERE);
        Connection first = guest.connect(listener.endpoint(), LONG);
        assertThat(guest.connect(listener.endpoint(), LONG)).isNotNull();
        assertThatThrownBy(() -> guest.connect(listener.endpoint(), LONG))
                .hasMessageContaining("node " + GUEST.id().brief() + " has 2 connections already");
        assertThat(stranger.connect(listener.endpoint(), LONG)).isNotNull();
        assertThatThrownBy(() -> stranger.connect(listener.endpoint(), LONG))
                .hasMessageContaining("there are 3 connections already");
        listener.accept(LONG).orElseThrow().close();
        first.close();
        awaitConnections(host, 2);
        assertThat(guest.connect(listener.endpoint(), LONG)).isNotNull();
    }

    @Test
    void aHostThatComesTooOftenIsShutOut() throws Exception {
        SecureWorld host = world(HOST, known, new Limits(4, LONG, 100, 100, 2, 0.001));
        SecureWorld guest = world(GUEST);
        Listener listener = host.listen(ANYWHERE);
        assertThat(guest.connect(listener.endpoint(), LONG)).isNotNull();
        assertThat(guest.connect(listener.endpoint(), LONG)).isNotNull();
        assertThatThrownBy(() -> guest.connect(listener.endpoint(), LONG)).isInstanceOf(IOException.class);
        assertThat(refusal().reason()).isEqualTo("too many connections in a short time");
    }

    // ------------------------------------------------------------------ somebody in between

    @Test
    void aConnectionThatIsCutIsNoConnectionThatEnded() throws Exception {
        AtomicInteger passed = new AtomicInteger();
        assertThatThrownBy(() -> receiveThrough((bytes, count) -> {
                    if (passed.addAndGet(count) > 20_000) {
                        throw new IOException("cut");
                    }
                }))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(EOFException.class)
                .hasMessageContaining("cut off without TLS's goodbye");
    }

    @Test
    void aChangedBitIsNoticed() {
        AtomicInteger passed = new AtomicInteger();
        assertThatThrownBy(() -> receiveThrough((bytes, count) -> {
                    if (passed.addAndGet(count) > 20_000) {
                        bytes[count / 2] ^= 1;
                    }
                }))
                .isInstanceOfAny(ProtocolException.class, SocketTimeoutException.class)
                .hasMessageMatching("TLS failed: .*|it does not speak TLS|a TLS record of .*|nothing came.*");
    }

    private void receiveThrough(Wire.Hands hands) throws Exception {
        SecureWorld host = world(HOST);
        SecureWorld guest = world(GUEST);
        Listener listener = host.listen(ANYWHERE);
        try (Wire wire = new Wire(listener.endpoint().port(), hands)) {
            Connection dialled = guest.connect(new Endpoint("127.0.0.1", wire.port()), LONG);
            Connection accepted = listener.accept(LONG).orElseThrow();
            guest.spawn(
                    "sender",
                    () -> note(new AtomicReference<>(), () -> {
                        dialled.send(MemorySegment.ofArray(new byte[1000]));
                        guest.sleep(SHORT);
                        dialled.send(MemorySegment.ofArray(new byte[1_000_000]));
                    }));
            accepted.receive(MemorySegment.ofArray(new byte[1000]), LONG);
            accepted.receive(MemorySegment.ofArray(new byte[1_000_000]), Duration.ofSeconds(2));
        }
    }

    // ------------------------------------------------------------------ many

    @Test
    void manyConnectionsLeaveNothingBehind() throws Exception {
        SecureWorld host = world(HOST);
        SecureWorld guest = world(GUEST);
        Listener listener = host.listen(ANYWHERE);
        long before = 0;
        for (int i = 0; i < 200; i++) {
            if (i == 20) {
                awaitConnections(host, 0);
                before = openFiles();
            }
            try (Connection dialled = guest.connect(listener.endpoint(), LONG);
                    Connection accepted = listener.accept(LONG).orElseThrow()) {
                dialled.send(MemorySegment.ofArray(new byte[100]));
                accepted.receive(MemorySegment.ofArray(new byte[100]), LONG);
            }
        }
        awaitConnections(host, 0);
        awaitConnections(guest, 0);
        Thread.sleep(1000);
        assertThat(openFiles()).isLessThan(before + 20);
    }

    private static long openFiles() {
        var system = java.lang.management.ManagementFactory.getOperatingSystemMXBean();
        return ((com.sun.management.UnixOperatingSystemMXBean) system).getOpenFileDescriptorCount();
    }

    private static void awaitConnections(SecureWorld world, int count) throws InterruptedException {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (world.connections() != count && System.nanoTime() < deadline) {
            Thread.sleep(10);
        }
        assertThat(world.connections()).isEqualTo(count);
    }

    /** A node that is known still gets in. */
    private void requireOpen(Listener listener, SecureWorld host) throws Exception {
        int before = host.connections();
        try (Connection dialled = world(GUEST).connect(listener.endpoint(), LONG)) {
            Optional<Connection> accepted = listener.accept(LONG);
            assertThat(accepted.flatMap(Identified::peerOf)).contains(GUEST.id());
            assertThat(Identified.peerOf(dialled)).contains(HOST.id());
            assertThat(host.connections()).isGreaterThan(before);
        }
    }

    private static Socket socket(Listener listener) throws IOException {
        return new Socket(listener.endpoint().host(), listener.endpoint().port());
    }
}

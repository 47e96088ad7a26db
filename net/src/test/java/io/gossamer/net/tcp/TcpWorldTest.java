package io.gossamer.net.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.section.ComputeSection;
import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.shape.Link;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.Task;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcpWorldTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Link FAST = new Link(new Bandwidth(1e9), Duration.ofMillis(1), 0);

    private final List<TcpWorld> worlds = new ArrayList<>();

    /** Two ends of one connection. */
    private record Pair(TcpWorld left, TcpWorld right, Connection dialled, Connection accepted) {}

    private Pair connect(Link link) throws Exception {
        TcpWorld left = new TcpWorld(link, 1, 0);
        TcpWorld right = new TcpWorld(link, 1, 1);
        worlds.addAll(List.of(left, right));
        try (Listener listener = right.listen(new Endpoint("127.0.0.1", 0))) {
            Connection dialled = left.connect(listener.endpoint(), LONG);
            return new Pair(left, right, dialled, listener.accept(LONG).orElseThrow());
        }
    }

    private static Link link(boolean shaped) {
        return shaped ? FAST : Link.NONE;
    }

    @AfterEach
    void closeWorlds() {
        worlds.forEach(TcpWorld::close);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void zerosAreSentAndBytesSkippedWithoutMemoryOfTheirSize(boolean shaped) throws Exception {
        Pair pair = connect(link(shaped));
        int count = 2 * Connection.SCRATCH_BYTES + 3;
        pair.left.spawn("sender", () -> {
            try {
                pair.dialled.sendZeros(count);
                pair.dialled.sendZeros(count);
                pair.dialled.send(MemorySegment.ofArray(new byte[] {7}));
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        byte[] received = new byte[count];
        Arrays.fill(received, (byte) 1);
        pair.accepted.receive(MemorySegment.ofArray(received), LONG);
        assertThat(received).containsOnly(0);
        pair.accepted.skip(count, LONG);
        byte[] last = new byte[1];
        pair.accepted.receive(MemorySegment.ofArray(last), LONG);
        assertThat(last).containsExactly(7);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bytesArriveInOrderFromHeapAndNativeMemoryAlike(boolean shaped) throws Exception {
        Pair pair = connect(link(shaped));
        byte[] sent = new byte[3_000_001];
        new Random(3).nextBytes(sent);
        MemorySegment nativeCopy = Arena.ofAuto().allocate(sent.length).copyFrom(MemorySegment.ofArray(sent));
        pair.left.spawn("sender", () -> {
            try {
                pair.dialled.send(MemorySegment.ofArray(sent).asSlice(0, 10), nativeCopy.asSlice(10, 5));
                pair.dialled.send(MemorySegment.ofArray(sent).asSlice(15, 1_000_000));
                pair.dialled.send(nativeCopy.asSlice(1_000_015));
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        MemorySegment received = Arena.ofAuto().allocate(sent.length);
        byte[] middle = new byte[100_000];
        pair.accepted.receive(received.asSlice(0, 1_500_000), LONG);
        pair.accepted.receive(MemorySegment.ofArray(middle), LONG);
        MemorySegment.copy(middle, 0, received, ValueLayout.JAVA_BYTE, 1_500_000, middle.length);
        pair.accepted.receive(received.asSlice(1_600_000), LONG);
        assertThat(received.mismatch(MemorySegment.ofArray(sent))).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTimeoutBeforeTheFirstByteLeavesTheConnectionUsable(boolean shaped) throws Exception {
        Pair pair = connect(link(shaped));
        byte[] target = new byte[4];
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> pair.accepted.receive(MemorySegment.ofArray(target), SHORT))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessageContaining("100 ms");
        }
        pair.dialled.send(MemorySegment.ofArray(new byte[] {1, 2, 3, 4}));
        pair.accepted.receive(MemorySegment.ofArray(target), LONG);
        assertThat(target).containsExactly(1, 2, 3, 4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aMessageThatStopsHalfwayTimesOut(boolean shaped) throws Exception {
        Pair pair = connect(link(shaped));
        pair.dialled.send(MemorySegment.ofArray(new byte[1000]));
        MemorySegment target = Arena.ofAuto().allocate(5000);
        assertThatThrownBy(() -> pair.accepted.receive(target, SHORT)).isInstanceOf(SocketTimeoutException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatWasSentBeforeTheCloseStillArrives(boolean shaped) throws Exception {
        Pair pair = connect(link(shaped));
        pair.accepted.send(MemorySegment.ofArray(new byte[500]));
        pair.dialled.send(MemorySegment.ofArray(new byte[100_000]));
        pair.dialled.close();
        byte[] target = new byte[100_000];
        pair.accepted.receive(MemorySegment.ofArray(target), LONG);
        assertThatThrownBy(() -> pair.accepted.receive(MemorySegment.ofArray(target), LONG))
                .isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> pair.dialled.send(MemorySegment.ofArray(target)))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closingEndsACallThatWaits(boolean shaped) throws Exception {
        Pair pair = connect(link(shaped));
        AtomicReference<Throwable> end = new AtomicReference<>();
        Task reader = pair.left.spawn("reader", () -> {
            try {
                pair.dialled.receive(MemorySegment.ofArray(new byte[1]), LONG);
            } catch (IOException | InterruptedException e) {
                end.set(e);
            }
        });
        pair.left.sleep(SHORT);
        pair.dialled.close();
        assertThat(reader.join(Duration.ofSeconds(5))).isTrue();
        assertThat(end.get()).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSenderWaitsForAPeerThatDoesNotRead(boolean shaped) throws Exception {
        Pair pair = connect(link(shaped));
        AtomicInteger sent = new AtomicInteger();
        Task sender = pair.left.spawn("sender", () -> {
            try {
                for (int i = 0; i < 200; i++) {
                    pair.dialled.send(Arena.ofAuto().allocate(1 << 20));
                    sent.incrementAndGet();
                }
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(sender.join(Duration.ofSeconds(2))).isFalse();
        assertThat(sent.get()).isBetween(0, 100);
        pair.accepted.receive(Arena.ofAuto().allocate(200L << 20), LONG);
        assertThat(sender.join(LONG)).isTrue();
    }

    @Test
    void aWorldThatClosesLeavesNoTaskBehind() throws Exception {
        Pair pair = connect(FAST);
        Task sleeper = pair.left.spawn("sleeper", () -> {
            try {
                pair.left.sleep(Duration.ofHours(1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        pair.left.close();
        assertThat(sleeper.join(Duration.ZERO.plusMillis(1))).isTrue();
        assertThatThrownBy(() -> pair.accepted.receive(MemorySegment.ofArray(new byte[1]), LONG))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void nothingWaitsInsideAComputeSection() throws Exception {
        Pair pair = connect(Link.NONE);
        try (ComputeSection section = ComputeSection.enter()) {
            assertThat(section).isNotNull();
            assertThatThrownBy(() -> pair.left.sleep(SHORT)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> pair.left.mailbox(1).take(SHORT)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> pair.left.mailbox(1).put(1)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> pair.dialled.send(MemorySegment.ofArray(new byte[1])))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> pair.dialled.receive(MemorySegment.ofArray(new byte[1]), SHORT))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aLinkShapesWhatPassesAndLatencyDoesNotSlowItDown() throws Exception {
        Pair pair = connect(new Link(new Bandwidth(40e6), Duration.ofMillis(200), 0));
        int bytes = 2_500_000;
        long start = System.nanoTime();
        pair.left.spawn("sender", () -> {
            try {
                pair.dialled.send(Arena.ofAuto().allocate(bytes));
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        pair.accepted.receive(Arena.ofAuto().allocate(bytes), LONG);
        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(seconds).isBetween(0.69, 1.4);
    }
}

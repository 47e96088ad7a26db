package io.gossamer.net.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.codec.message.Kind;
import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.shape.Link;
import io.gossamer.net.simulation.SimulatedWorld;
import io.gossamer.net.simulation.Simulation;
import io.gossamer.net.simulation.SimulationConfig;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.Task;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Frames of several operations on one line, in whatever order they come and are wanted. */
class ArrivalsTest {
    private static final Link LINK = new Link(new Bandwidth(1e8), Duration.ofMillis(10), 0);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofHours(1);

    private interface Sender {
        void run(FrameChannel channel, SimulatedWorld world) throws IOException, InterruptedException;
    }

    private interface Receiver {
        void run(Arrivals arrivals, SimulatedWorld world) throws Exception;
    }

    private static void run(long seed, Sender sender, Receiver receiver) {
        Simulation simulation = new Simulation(SimulationConfig.of(seed, LINK).withShuffling());
        simulation.addNode("receiver", world -> {
            try (Listener listener = world.listen(new Endpoint("receiver", 1))) {
                FrameChannel channel =
                        new FrameChannel(world, listener.accept(TIMEOUT).orElseThrow());
                receiver.run(new Arrivals(world, channel, () -> false, TIMEOUT), world);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        simulation.addNode("sender", world -> {
            try {
                sender.run(new FrameChannel(world, world.connect(new Endpoint("receiver", 1), TIMEOUT)), world);
                world.sleep(Duration.ofMinutes(5));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        simulation.run(LIMIT).requireReturned();
    }

    private static void send(FrameChannel channel, int sequence, int value) throws IOException, InterruptedException {
        MemorySegment payload = MemorySegment.ofArray(new byte[100]).fill((byte) value);
        channel.send(Frame.of(Tag.ALL_REDUCE, sequence, Kind.DENSE, payload.byteSize()), payload);
    }

    private static int take(Arrivals arrivals, int sequence) throws Exception {
        MemorySegment room = MemorySegment.ofArray(new byte[100]);
        MemorySegment filled = arrivals.take(new Arrivals.Wanted(Tag.ALL_REDUCE, sequence, room, true));
        byte[] bytes = filled.toArray(ValueLayout.JAVA_BYTE);
        byte[] same = new byte[100];
        Arrays.fill(same, bytes[0]);
        assertThat(bytes).isEqualTo(same);
        return bytes[0];
    }

    /** Each operation gets its own frames in their order, whichever task happens to read them. */
    @Test
    void everyOperationGetsItsOwn() {
        for (int seed = 0; seed < 50; seed++) {
            int operations = 4;
            int frames = 12;
            Map<Integer, List<Integer>> taken = new TreeMap<>();
            int shift = seed;
            run(
                    seed,
                    (channel, world) -> {
                        for (int i = 0; i < operations * frames; i++) {
                            // Some operations are far ahead of others.
                            int operation =
                                    i < frames ? shift % operations : (shift + 1 + i % (operations - 1)) % operations;
                            int nth = i < frames ? i : (i - frames) / (operations - 1);
                            send(channel, 5 + operation, nth);
                            world.sleep(Duration.ofMillis((shift * 7L + i * 13L) % 5));
                        }
                    },
                    (arrivals, world) -> {
                        arrivals.allowEarly(5, operations, 100L * operations * frames);
                        List<Task> tasks = new ArrayList<>();
                        for (int operation = 0; operation < operations; operation++) {
                            int own = operation;
                            List<Integer> values = new ArrayList<>();
                            taken.put(own, values);
                            tasks.add(world.spawn("operation " + own, () -> {
                                try {
                                    for (int i = 0; i < frames; i++) {
                                        values.add(take(arrivals, 5 + own));
                                        world.sleep(Duration.ofMillis((own * 3L + i * 5L) % 7));
                                    }
                                } catch (Exception e) {
                                    throw new AssertionError(e);
                                }
                            }));
                        }
                        for (Task task : tasks) {
                            assertThat(task.join(LIMIT)).isTrue();
                        }
                    });
            assertThat(taken).hasSize(operations);
            assertThat(taken.values())
                    .allMatch(values ->
                            values.equals(IntStream.range(0, frames).boxed().toList()));
        }
    }

    @Test
    void nobodyMayFillTheMemoryWithWhatIsNotWanted() {
        run(
                1,
                (channel, world) -> {
                    for (int i = 0; i < 4; i++) {
                        send(channel, 6, i);
                    }
                },
                (arrivals, world) -> {
                    arrivals.allowEarly(5, 2, 399);
                    assertThatThrownBy(() -> take(arrivals, 5))
                            .isInstanceOf(ProtocolException.class)
                            .hasMessageContaining("more for operations under way than they can need");
                });
    }

    @Test
    void whatIsOfNoOperationUnderWayIsRefused() {
        run(1, (channel, world) -> send(channel, 7, 0), (arrivals, world) -> {
            arrivals.allowEarly(5, 2, 1000);
            assertThatThrownBy(() -> take(arrivals, 5))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessage("it is in all-reduce 7 while this member is in all-reduce 5");
        });
    }

    /** Who says that it is alive is waited for beyond the timeout, but not for ever. */
    @Test
    void signsOfLifeCountForAWhile() {
        run(
                1,
                (channel, world) -> {
                    for (int i = 0; i < 10; i++) {
                        world.sleep(Duration.ofSeconds(1));
                        channel.send(Frame.control(Tag.HEARTBEAT, 0), MemorySegment.NULL);
                    }
                    send(channel, 5, 3);
                    for (int i = 0; i < 39; i++) {
                        world.sleep(Duration.ofSeconds(1));
                        channel.send(Frame.control(Tag.HEARTBEAT, 0), MemorySegment.NULL);
                    }
                },
                (arrivals, world) -> {
                    assertThat(take(arrivals, 5)).isEqualTo(3);
                    Duration before = world.elapsed();
                    assertThatThrownBy(() -> take(arrivals, 5)).isInstanceOf(SocketTimeoutException.class);
                    assertThat(world.elapsed().minus(before))
                            .isBetween(Duration.ofSeconds(40), Duration.ofMillis(40_500));
                });
    }
}

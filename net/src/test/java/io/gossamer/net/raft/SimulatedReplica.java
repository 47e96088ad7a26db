package io.gossamer.net.raft;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.simulation.SimulatedWorld;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.Mailbox;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A replica that, whenever it leads, proposes commands for as long as it is told to. */
final class SimulatedReplica {
    private static final Duration FOR_EVER = Duration.ofDays(1);
    private static final Duration PROPOSAL = Duration.ofMillis(300);
    private static final int PORT = 5000;
    private static final int COMPACT_AT = 20;

    private record Heard(int from, Message message) {}

    private final SimulatedWorld world;
    private final int own;
    private final Witnesses witnesses;
    private final Duration end;
    private final Mailbox<Heard> inbox;
    private final Map<Integer, Courier> couriers = new TreeMap<>();
    private final Raft raft;
    private int proposed;

    SimulatedReplica(SimulatedWorld world, int own, int size, long seed, Witnesses witnesses, Duration end)
            throws IOException {
        this.world = world;
        this.own = own;
        this.witnesses = witnesses;
        this.end = end;
        this.inbox = world.mailbox(1000);
        RandomStream random = RandomStream.of(seed, Purpose.TEST, own, world.incarnation(), 0);
        this.raft = new Raft(own, size, Timing.DEFAULT, random, new DiskStorage(world.disk()));
        MemorySegment introduction = Arena.ofAuto().allocate(Integer.BYTES);
        introduction.set(ValueLayout.JAVA_INT_UNALIGNED, 0, own);
        for (int other = 0; other < size; other++) {
            if (other != own) {
                Endpoint endpoint = new Endpoint(name(other), PORT);
                couriers.put(
                        other, new Courier(world, endpoint, world::connect, introduction, Timing.DEFAULT.longest()));
            }
        }
        Listener listener = world.listen(new Endpoint("localhost", PORT));
        world.spawn("accepting", () -> accept(listener));
    }

    static String name(int replica) {
        return "replica" + replica;
    }

    void run() throws InterruptedException {
        witnesses.begun(own);
        witnesses.logs.put(own, raft.log());
        carryOut(raft.start(world.nanoTime()));
        long nextProposal = world.nanoTime();
        while (world.elapsed().compareTo(end) < 0) {
            long due = raft.serves() ? Math.min(raft.deadline(), nextProposal) : raft.deadline();
            var heard = inbox.take(Duration.ofNanos(Math.max(0, due - world.nanoTime())));
            if (heard.isPresent()) {
                if (couriers.containsKey(heard.get().from())) {
                    couriers.get(heard.get().from()).heard();
                }
                carryOut(raft.receive(
                        world.nanoTime(), heard.get().from(), heard.get().message()));
            } else {
                carryOut(raft.tick(world.nanoTime()));
            }
            if (raft.serves() && world.nanoTime() - nextProposal >= 0) {
                String command = own + "/" + world.incarnation() + "/" + proposed++;
                carryOut(raft.propose(world.nanoTime(), command.getBytes(StandardCharsets.UTF_8)));
                nextProposal = world.nanoTime() + PROPOSAL.toNanos();
            }
            if (raft.length() > COMPACT_AT) {
                raft.compact(witnesses.state(raft.commit()));
            }
        }
    }

    private void carryOut(List<Output> outputs) throws InterruptedException {
        for (Output output : outputs) {
            switch (output) {
                case Output.Send send -> couriers.get(send.to()).send(send.message());
                case Output.Commit commit ->
                    witnesses.applied(
                            own,
                            commit.index(),
                            new String(commit.command(), StandardCharsets.UTF_8),
                            raft.leads() && commit.command().length > 0);
                case Output.Restore restore -> witnesses.restored(own, restore.state());
            }
        }
        if (raft.leads()) {
            witnesses.leads(own, raft.term());
        }
        if (raft.serves()) {
            witnesses.serves(own, world.elapsed());
        }
    }

    private void accept(Listener listener) {
        try {
            while (true) {
                Connection connection = listener.accept(FOR_EVER).orElseThrow();
                world.spawn("from " + connection.remote(), () -> listen(connection));
            }
        } catch (IOException | InterruptedException e) {
            listener.close();
        }
    }

    private void listen(Connection connection) {
        try (FrameChannel channel = new FrameChannel(world, connection)) {
            int from = payload(channel, channel.receiveHeader(FOR_EVER)).get(ValueLayout.JAVA_INT_UNALIGNED, 0);
            while (true) {
                Frame frame = channel.receiveHeader(FOR_EVER);
                if (frame.tag() == Tag.RAFT) {
                    inbox.put(new Heard(from, MessageCodec.decode(payload(channel, frame))));
                }
            }
        } catch (IOException | InterruptedException e) {
            connection.close();
        }
    }

    private static MemorySegment payload(FrameChannel channel, Frame frame) throws IOException, InterruptedException {
        MemorySegment payload = Arena.ofAuto().allocate(frame.length());
        channel.receivePayload(frame, payload, FOR_EVER);
        return payload;
    }
}

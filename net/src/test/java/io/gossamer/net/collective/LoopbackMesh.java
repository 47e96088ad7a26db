package io.gossamer.net.collective;

import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.shape.Link;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Groups of a few nodes in this process, joined over loopback without a coordinator. */
final class LoopbackMesh implements AutoCloseable {
    /** What one node does. */
    interface NodeBody<T> {
        T run(MeshGroup group) throws Exception;
    }

    private static final Duration CONNECT = Duration.ofSeconds(5);

    final List<TcpWorld> worlds = new ArrayList<>();
    final List<MeshGroup> groups = new ArrayList<>();
    private final Map<String, Connection> connections = new HashMap<>();

    LoopbackMesh(int size, Link link, Duration timeout) throws Exception {
        List<List<Member>> members = new ArrayList<>();
        for (int rank = 0; rank < size; rank++) {
            worlds.add(new TcpWorld(link, 1, rank));
            members.add(new ArrayList<>());
        }
        for (int low = 0; low < size; low++) {
            try (Listener listener = worlds.get(low).listen(new Endpoint("127.0.0.1", 0))) {
                for (int high = low + 1; high < size; high++) {
                    Connection dialled = worlds.get(high).connect(listener.endpoint(), CONNECT);
                    Connection accepted = listener.accept(CONNECT).orElseThrow();
                    connections.put(high + ">" + low, dialled);
                    connections.put(low + ">" + high, accepted);
                    members.get(low).add(member(worlds.get(low), high, accepted));
                    members.get(high).add(member(worlds.get(high), low, dialled));
                }
            }
        }
        for (int rank = 0; rank < size; rank++) {
            groups.add(new MeshGroup(worlds.get(rank), rank, members.get(rank), timeout));
        }
    }

    private static Member member(TcpWorld world, int rank, Connection connection) throws InterruptedException {
        return new Member(rank, "worker " + rank, new FrameChannel(world, connection));
    }

    /** Runs the same code on all nodes at once and returns what each returned. */
    <T> List<T> run(NodeBody<T> body) throws Exception {
        List<T> results = new ArrayList<>();
        for (Future<T> future : start(body)) {
            results.add(get(future));
        }
        return results;
    }

    /** Starts the same code on all nodes. */
    <T> List<Future<T>> start(NodeBody<T> body) {
        return groups.stream().map(group -> start(group, body)).toList();
    }

    /** Starts code on one node. */
    static <T> Future<T> start(MeshGroup group, NodeBody<T> body) {
        FutureTask<T> task = new FutureTask<>(() -> body.run(group));
        Thread.ofVirtual().name("node " + group.rank()).start(task);
        return task;
    }

    static <T> T get(Future<T> future) throws Exception {
        try {
            return future.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            throw new AssertionError("A node hangs", e);
        }
    }

    /** Sends bytes from one node to another as no node would. */
    void send(int from, int to, MemorySegment bytes) throws Exception {
        connections.get(from + ">" + to).send(bytes);
    }

    @Override
    public void close() {
        groups.forEach(MeshGroup::close);
        worlds.forEach(TcpWorld::close);
    }
}

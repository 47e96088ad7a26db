package io.gossamer.bench.collective;

import io.gossamer.net.collective.Group;
import io.gossamer.net.collective.Member;
import io.gossamer.net.collective.MeshGroup;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Joins processes of this machine that know each other's ports: each dials those of lower rank and says who it is. A
 * benchmark needs neither tokens nor a coordinator.
 */
public final class LoopbackMesh {
    private static final String HOST = "127.0.0.1";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private LoopbackMesh() {}

    public static Listener listen(World world) throws IOException {
        return world.listen(new Endpoint(HOST, 0));
    }

    /**
     * @param own where this process listens
     * @param ports of all processes, by rank
     */
    public static Group join(World world, int rank, Listener own, List<Integer> ports)
            throws IOException, InterruptedException {
        List<Member> others = new ArrayList<>();
        for (int lower = 0; lower < rank; lower++) {
            Connection connection = world.connect(new Endpoint(HOST, ports.get(lower)), PATIENCE);
            connection.send(MemorySegment.ofArray(new byte[] {(byte) rank}));
            others.add(member(world, lower, connection));
        }
        for (int higher = rank + 1; higher < ports.size(); higher++) {
            Connection connection = own.accept(PATIENCE).orElseThrow(() -> new IOException("A process did not come"));
            byte[] dialler = new byte[1];
            connection.receive(MemorySegment.ofArray(dialler), PATIENCE);
            others.add(member(world, dialler[0], connection));
        }
        return new MeshGroup(world, rank, others, PATIENCE);
    }

    private static Member member(World world, int rank, Connection connection) throws InterruptedException {
        return new Member(rank, "process " + rank, new FrameChannel(world, connection));
    }
}

package io.gossamer.bench.collective;

import io.gossamer.codec.message.Kind;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.net.admission.Admission;
import io.gossamer.net.collective.ElasticGroup;
import io.gossamer.net.collective.Group;
import io.gossamer.net.identity.NodeKey;
import io.gossamer.net.quantisation.Quantiser;
import io.gossamer.net.reduction.Reduction;
import io.gossamer.net.secure.SecureWorld;
import io.gossamer.net.shape.Link;
import io.gossamer.net.stripe.StripedWorld;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.World;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;

/** What one process holds of all entrants, made when it is asked for: all processes ask in the same order. */
final class Lineup implements AutoCloseable {
    private static final Quantiser EIGHT_BIT = new Quantiser.MinMax(8);

    private final Group mesh;
    private final AllReduceSpec spec;
    private final MeetingPoints.Known meetingPoints;
    private final BareRing ring;
    private final Operands operands;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private Optional<ElasticGroup> plain = Optional.empty();

    /**
     * @param mesh the group of fixed members, which also begins and compares all rounds
     * @param ring the bare one
     */
    Lineup(Group mesh, AllReduceSpec spec, MeetingPoints.Known meetingPoints, BareRing ring, Operands operands) {
        this.mesh = mesh;
        this.spec = spec;
        this.meetingPoints = meetingPoints;
        this.ring = ring;
        this.operands = operands;
    }

    Contender contender(Entrant entrant) throws InterruptedException {
        MemorySegment source = operands.source();
        MemorySegment target = operands.target();
        return switch (entrant) {
            case MESH -> () -> mesh.allReduceSum(source, Kind.DENSE);
            case ELASTIC -> sum(plain(), source, target);
            case ELASTIC_IN_PLACE -> sum(plain(), source, source);
            case ELASTIC_TLS -> sum(secure(), source, target);
            case ELASTIC_8_BIT -> eightBit(plain(), source, target);
            case GLOO -> Contender.gloo(meetingPoints.glooFile(), mesh.rank(), mesh.size(), operands.sourceTensor());
            case PCCL -> pccl(source, target);
            case BARE_RING -> () -> ring.allReduce(source, target);
        };
    }

    private static Contender sum(ElasticGroup group, MemorySegment source, MemorySegment target) {
        return () -> group.allReduce(source, target, Reduction.FLOAT32_SUM, Kind.DENSE);
    }

    private static Contender eightBit(ElasticGroup group, MemorySegment source, MemorySegment target) {
        RandomStream random = RandomStream.of(0, Purpose.TEST, group.number(), 0, 0);
        return () -> group.allReduceQuantised(source, target, Reduction.FLOAT32_SUM, EIGHT_BIT, random);
    }

    private ElasticGroup plain() throws InterruptedException {
        if (plain.isEmpty()) {
            World world = workersWorld(meetingPoints.plain());
            plain = Optional.of(open(meetingPoints.enter(world, meetingPoints.plain(), spec.processes())));
        }
        return plain.get();
    }

    private ElasticGroup secure() throws InterruptedException {
        World world = workersWorld(meetingPoints.secure());
        SecureWorld secure = open(new SecureWorld(world, NodeKey.create(), Admission.anybody()));
        return open(meetingPoints.enter(secure, meetingPoints.secure(), spec.processes()));
    }

    /** As workers have it: a connection for each direction. */
    private World workersWorld(Endpoint coordinator) {
        TcpWorld world = open(new TcpWorld(Link.parse(spec.link()), 0, mesh.rank()));
        return new StripedWorld(world, 1, Set.of(coordinator));
    }

    private Contender pccl(MemorySegment source, MemorySegment target) throws InterruptedException {
        Pccl.Communicator communicator = open(meetingPoints.enterPccl(spec.processes()));
        return () -> communicator.allReduce(source, target);
    }

    private <T extends AutoCloseable> T open(T resource) {
        opened.push(resource);
        return resource;
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
    }
}

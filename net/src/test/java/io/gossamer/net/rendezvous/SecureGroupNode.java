package io.gossamer.net.rendezvous;

import io.gossamer.codec.message.Kind;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.admission.Admission;
import io.gossamer.net.admission.Invitations;
import io.gossamer.net.collective.ElasticGroup;
import io.gossamer.net.collective.Group;
import io.gossamer.net.collective.PeerFailureException;
import io.gossamer.net.identity.NodeKey;
import io.gossamer.net.secure.SecureWorld;
import io.gossamer.net.shape.PairRates;
import io.gossamer.net.state.NamedArray;
import io.gossamer.net.state.Offer;
import io.gossamer.net.state.SharedState;
import io.gossamer.net.state.SimpleHash;
import io.gossamer.net.state.StateSync;
import io.gossamer.net.state.Tampered;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.World;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * A program over TLS: the coordinator of a group that lives on, a member of it that adds up arrays and holds its sums in
 * a shared state, or a member that does harm once it is told to.
 */
final class SecureGroupNode {
    static final String MEETS = "meets others at ";
    static final String NODE = "node ";
    static final String STEP = "step ";
    /** Said to members: spoil what is held, at a synchronisation at which another one does too. */
    static final String SPOIL = "spoil";
    /** Said to those that do harm. */
    static final String HARM = "harm";

    /** How a member behaves. */
    enum Conduct {
        HONEST,
        /** It says the hashes of what it holds, and sends something else. */
        LIAR,
        /** It says that what follows is longer than anything may be. */
        BOASTER
    }

    private static final byte FIRST_OPERATION = 16;
    private static final int LENGTH = 20_011;
    private static final int STEPS_PER_SYNCHRONISATION = 30;
    private static final int STEPS_PER_LINE = 10;

    private final Conduct conduct;
    private final MemorySegment sums = Arena.ofAuto().allocate((long) LENGTH * Float.BYTES, Long.BYTES);
    private final MemorySegment values = Arena.ofAuto().allocate((long) LENGTH * Float.BYTES, Long.BYTES);
    /** How many steps there were, and the digest of all. */
    private final MemorySegment position = Arena.ofAuto().allocate(2 * Long.BYTES, Long.BYTES);

    private final StateSync sync = new StateSync(
            SharedState.of(List.of(NamedArray.float32("sums", sums), NamedArray.bytes("position", position))),
            Offer.Part.POPULAR);
    private volatile boolean spoiling;
    private volatile boolean harming;

    private SecureGroupNode(Conduct conduct) {
        this.conduct = conduct;
    }

    static ForkedNode coordinator(Duration timeout) throws IOException {
        return new ForkedNode(SecureGroupNode.class, List.of("coordinator", timeout.toString()));
    }

    static ForkedNode member(Conduct conduct, Endpoint coordinator, String token, Duration timeout) throws IOException {
        return new ForkedNode(
                SecureGroupNode.class,
                List.of(conduct.name(), timeout.toString(), coordinator.host(), "" + coordinator.port(), token));
    }

    /** Arguments: what to be, timeout, and for a member the coordinator's host and port, and the token. */
    public static void main(String[] args) throws Exception {
        Duration timeout = Duration.parse(args[1]);
        NodeKey key = NodeKey.create();
        System.out.println(NODE + key.id().brief());
        try (TcpWorld tcp = new TcpWorld();
                SecureWorld world = new SecureWorld(tcp, key, Admission.anybody())) {
            if (args[0].equals("coordinator")) {
                coordinate(world, timeout);
            } else {
                Endpoint coordinator = new Endpoint(args[2], Integer.parseInt(args[3]));
                new SecureGroupNode(Conduct.valueOf(args[0])).take(world, coordinator, args[4], timeout);
            }
        } catch (GossamerException e) {
            System.out.println("end: " + e.getMessage());
        }
    }

    private static void coordinate(World world, Duration timeout) throws Exception {
        try (ViewCoordinator coordinator = new ViewCoordinator(
                world, new Endpoint("127.0.0.1", 0), Invitations.standing(world, ForkedNode.TOKEN), timeout)) {
            System.out.println("listening at " + coordinator.endpoint().port());
            coordinator.run();
        }
    }

    private void take(World world, Endpoint coordinator, String token, Duration timeout) throws Exception {
        Thread.ofPlatform().daemon().start(this::obey);
        JoinRequest request =
                new JoinRequest(token, OptionalInt.empty(), TcpWorld.processName(), timeout, PairRates.NONE);
        try (ElasticGroup group = Rendezvous.enter(observed(world, coordinator), coordinator, request)) {
            System.out.println("joined");
            addUp(group);
        }
    }

    /** Until whoever started this process is gone. */
    private void obey() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                spoiling |= line.equals(SPOIL);
                harming |= line.equals(HARM);
            }
        } catch (IOException e) {
            System.out.println(e);
        }
        Runtime.getRuntime().halt(1);
    }

    // What it does together with others

    private void addUp(ElasticGroup group) throws InterruptedException {
        synchronise(group);
        while (true) {
            long step = position.getAtIndex(ValueLayout.JAVA_LONG, 0);
            for (int i = 0; i < LENGTH; i++) {
                values.setAtIndex(ValueLayout.JAVA_FLOAT, i, group.number() + step + i * 0.001f);
            }
            int contributors = group.allReduceSum(values, Kind.DENSE);
            MemorySegment.copy(values, 0, sums, 0, sums.byteSize());
            long digest = position.getAtIndex(ValueLayout.JAVA_LONG, 1) * 31 + SimpleHash.of(values) + contributors;
            position.setAtIndex(ValueLayout.JAVA_LONG, 0, step + 1);
            position.setAtIndex(ValueLayout.JAVA_LONG, 1, digest);
            if (step % STEPS_PER_LINE == 0) {
                System.out.println(STEP + step + " digest " + digest);
            }
            if (step % 2 == 0 && group.admit()) {
                synchronise(group);
            } else if (step % STEPS_PER_SYNCHRONISATION == 0) {
                spoil(group);
                synchronise(group);
            }
            group.world().sleep(Duration.ofMillis(5));
        }
    }

    private void synchronise(Group group) throws InterruptedException {
        try {
            sync.run(seen(group));
        } catch (PeerFailureException e) {
            throw e;
        } catch (GossamerException e) {
            if (conduct != Conduct.LIAR) {
                throw e;
            }
            System.out.println("goes on although " + e.getMessage());
        }
    }

    private Group seen(Group group) {
        return conduct == Conduct.LIAR && harming ? Tampered.blocks(group, Tampered::other) : group;
    }

    private void spoil(Group group) throws InterruptedException {
        long willing = Arrays.stream(group.exchange(spoiling ? 1 : 0))
                .filter(said -> said[0] == 1)
                .count();
        if (spoiling && willing == 2) {
            spoiling = false;
            sums.fill((byte) group.number());
            position.fill((byte) group.number());
            System.out.println("spoilt");
        }
    }

    // What it sees of the world

    private World observed(World world, Endpoint coordinator) {
        return Tampered.wrap(World.class, world, (operation, arguments, call) -> {
            Object result = call.run(arguments);
            if (operation.equals("listen")) {
                System.out.println(MEETS + ((Listener) result).endpoint().port());
            }
            boolean toMember = operation.equals("connect") && !arguments[0].equals(coordinator);
            return toMember && conduct == Conduct.BOASTER ? boasting((Connection) result) : result;
        });
    }

    private Connection boasting(Connection connection) {
        return Tampered.wrap(Connection.class, connection, (operation, arguments, call) -> {
            if (harming && operation.equals("send") && arguments.length == 2) {
                boast((MemorySegment) arguments[0]);
            }
            return call.run(arguments);
        });
    }

    /** In a frame of an operation, by its tag; what is said when members meet stays as it is. */
    private static void boast(MemorySegment header) {
        if (header.get(ValueLayout.JAVA_BYTE, 5) >= FIRST_OPERATION) {
            header.set(ValueLayout.JAVA_INT_UNALIGNED, 0, Integer.MAX_VALUE);
        }
    }
}

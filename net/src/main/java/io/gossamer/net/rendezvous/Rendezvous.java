package io.gossamer.net.rendezvous;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.admission.HandshakeException;
import io.gossamer.net.collective.ElasticGroup;
import io.gossamer.net.collective.Member;
import io.gossamer.net.collective.MeshGroup;
import io.gossamer.net.collective.PeerFailureException;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;

/** A worker's way into a run. */
public final class Rendezvous {
    private static final Duration RETRY = Duration.ofMillis(100);

    private Rendezvous() {}

    /**
     * Calls the coordinator, waits until all workers are there and joined pairwise, and returns their group. Closing the
     * group says goodbye to the coordinator; the end of the coordinator ends the group.
     *
     * @throws GossamerException if the coordinator cannot be reached, turns this worker away, or gives up waiting for
     *     the others
     * @throws PeerFailureException if a peer fails meanwhile
     */
    public static MeshGroup join(World world, Endpoint coordinator, JoinRequest request) throws InterruptedException {
        String host = Hosts.isLoopback(coordinator.host()) ? "127.0.0.1" : "0.0.0.0";
        try (Listener listener = world.listen(new Endpoint(host, 0))) {
            FrameChannel channel = dial(world, coordinator, request);
            return join(world, new ControlLine(world, channel, request.timeout()), listener, request);
        } catch (IOException e) {
            throw new GossamerException("Joining the run failed: " + e.getMessage(), "Start the run again.", e);
        }
    }

    /**
     * Calls the coordinator of a group that lives on, and waits until its members let this one in.
     *
     * @param request whose rank and rates mean nothing here
     * @throws GossamerException if the coordinator cannot be reached or turns this member away
     */
    public static ElasticGroup enter(World world, Endpoint coordinator, JoinRequest request)
            throws InterruptedException {
        return enter(world, List.of(coordinator), request);
    }

    /**
     * Calls whichever replica leads of the coordinator of a group that lives on, and waits until its members let this
     * one in. From then on the coordinator may lose any minority of its replicas.
     *
     * @param coordinators where replicas are found; one that is there is enough to learn of the others
     * @param request whose rank and rates mean nothing here
     * @throws GossamerException if none that leads is reached within the timeout, or it turns this member away
     */
    @SuppressWarnings("MustBeClosedChecker")
    public static ElasticGroup enter(World world, List<Endpoint> coordinators, JoinRequest request)
            throws InterruptedException {
        String host = Hosts.isLoopback(coordinators.getFirst().host()) ? "127.0.0.1" : "0.0.0.0";
        try {
            Listener listener = world.listen(new Endpoint(host, 0));
            return ElasticGroup.enter(world, new ViewLine(world, coordinators, request, listener), request.timeout());
        } catch (IOException e) {
            throw new GossamerException("Joining the group failed: " + e.getMessage(), "Join again.", e);
        }
    }

    /**
     * Asks the coordinator of a group that lives on what the group is for. Of several replicas, each can tell.
     *
     * @param request whose token opens the door
     * @throws GossamerException if the coordinator cannot be reached, or does not know the token
     */
    public static Charter ask(World world, Endpoint coordinator, JoinRequest request) throws InterruptedException {
        try (FrameChannel channel = dial(world, coordinator, request)) {
            Talk.send(channel, Tag.ASK, new Ask(request.token()).encode());
            return Charter.decode(Talk.expect(channel, Tag.CHARTER, request.timeout()));
        } catch (IOException e) {
            throw new GossamerException(
                    "The coordinator at " + coordinator + " did not say what is trained there: " + e.getMessage(),
                    "Ask again.",
                    e);
        }
    }

    private static MeshGroup join(World world, ControlLine line, Listener listener, JoinRequest request)
            throws InterruptedException, IOException {
        boolean joined = false;
        try {
            Hello hello = new Hello(
                    request.rank().orElse(Hello.ANY_RANK), listener.endpoint().port(), request.token(), request.name());
            Welcome welcome = Welcome.decode(ask(line, Tag.HELLO, hello.encode(), Tag.WELCOME, request.timeout()));
            List<Member> members = new Mesh(world, listener, welcome, request).meet();
            ask(line, Tag.READY, Talk.NOTHING, Tag.GO, request.timeout());
            MeshGroup group = new MeshGroup(world, welcome.rank(), members, request.timeout());
            line.follow(group);
            joined = true;
            return group;
        } catch (PeerFailureException e) {
            line.tell(e);
            throw e;
        } finally {
            if (!joined) {
                line.end();
            }
        }
    }

    /** Says {@code tag} and waits for the answer, for as long as the coordinator shows signs of life. */
    private static MemorySegment ask(ControlLine line, Tag tag, MemorySegment payload, Tag answer, Duration timeout)
            throws InterruptedException {
        IOException unsent = null;
        try {
            Talk.send(line.channel(), tag, payload);
        } catch (IOException e) {
            // The coordinator may have closed since somebody failed, and have said so: what it sent can still be read.
            unsent = e;
        }
        try {
            return Talk.expect(line.channel(), answer, timeout);
        } catch (IOException e) {
            throw line.coordinatorGone(unsent == null ? e : unsent);
        }
    }

    /** The coordinator may start a little later than its workers. */
    private static FrameChannel dial(World world, Endpoint coordinator, JoinRequest request)
            throws InterruptedException {
        long deadline = world.nanoTime() + request.timeout().toNanos();
        while (true) {
            try {
                Duration left = Duration.ofNanos(Math.max(1, deadline - world.nanoTime()));
                return new FrameChannel(world, Dialling.dial(world, coordinator, left, request.host()));
            } catch (HandshakeException e) {
                throw new GossamerException(
                        "The coordinator at " + coordinator + " cannot be joined: " + e.getMessage(),
                        "Each end must know the other's key, and both must speak TLS; ask for a new invitation.",
                        e);
            } catch (IOException e) {
                if (world.nanoTime() + RETRY.toNanos() > deadline) {
                    throw new GossamerException(
                            "No coordinator answers at " + coordinator + ": " + e.getMessage(),
                            "Check the address, and that the run has been started there.",
                            e);
                }
                world.sleep(RETRY);
            }
        }
    }
}

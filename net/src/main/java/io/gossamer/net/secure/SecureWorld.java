package io.gossamer.net.secure;

import io.gossamer.net.admission.Admission;
import io.gossamer.net.admission.HandshakeException;
import io.gossamer.net.admission.Limits;
import io.gossamer.net.admission.Refusal;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.identity.NodeId;
import io.gossamer.net.identity.NodeKey;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.LayeredWorld;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A world in which every connection is TLS 1.3 between nodes that both have proved who they are and have both let the
 * other in. Its connections are {@link io.gossamer.net.identity.Identified}. All else is the world's below, which must
 * carry every byte: the cost model of a simulation, which carries only the first ones, has nothing to decrypt.
 */
public final class SecureWorld extends LayeredWorld implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SecureWorld.class);
    private static final Duration GOODBYES = Duration.ofSeconds(1);

    private final NodeId own;
    private final Admission admission;
    private final Limits limits;
    private final Consumer<Refusal> refusals;
    private final Engines engines;
    private final Guests guests;
    private final Set<SecureListener> listeners = Collections.synchronizedSet(new LinkedHashSet<>());

    /** A node with the usual limits, which notes whom it shuts out in the log. */
    public SecureWorld(World below, NodeKey own, Admission admission) {
        this(below, own, admission, Limits.DEFAULT, new SecureRandom(), refusal -> LOG.warn("{}", refusal));
    }

    /**
     * A node with all that may differ.
     *
     * @param own what it proves itself by
     * @param admission which nodes may be at the other end, whoever dialled
     * @param random of handshakes
     * @param refusals hears of everybody who was shut out; called by any task, must not wait
     */
    public SecureWorld(
            World below,
            NodeKey own,
            Admission admission,
            Limits limits,
            SecureRandom random,
            Consumer<Refusal> refusals) {
        super(below);
        this.own = own.id();
        this.admission = admission;
        this.limits = limits;
        this.refusals = refusals;
        this.engines = new Engines(own, random);
        this.guests = new Guests(limits);
    }

    /** This node. */
    public NodeId id() {
        return own;
    }

    @Override
    public Listener listen(Endpoint endpoint) throws IOException {
        SecureListener listener = new SecureListener(this, below.listen(endpoint), limits, refusals, listeners::remove);
        listeners.add(listener);
        below.spawn("receiving at " + listener.endpoint(), listener::receive);
        return listener;
    }

    /**
     * Connects, and is done when both ends have let the other in.
     *
     * @throws HandshakeException if one of them does not, or if the other end speaks no TLS
     */
    @Override
    public Connection connect(Endpoint endpoint, Duration timeout) throws IOException, InterruptedException {
        long deadline = nanoTime() + timeout.toNanos();
        SecureConnection connection = meet(below.connect(endpoint, timeout), engines.dialling(), deadline);
        guests.addDialled(connection);
        agree(connection, admission.objection(connection.peer()), deadline);
        return connection;
    }

    /** The same for a connection that was accepted. */
    SecureConnection answer(Connection connection) throws IOException, InterruptedException {
        long deadline = nanoTime() + limits.handshakeTime().toNanos();
        SecureConnection secure = meet(connection, engines.answering(), deadline);
        agree(secure, admission.objection(secure.peer()).or(() -> guests.admit(secure)), deadline);
        return secure;
    }

    private SecureConnection meet(Connection connection, SSLEngine engine, long deadline)
            throws IOException, InterruptedException {
        boolean met = false;
        try {
            Session session = new Session(connection, engine);
            session.handshake(this, deadline);
            met = true;
            return new SecureConnection(this, connection, session, guests::forget);
        } finally {
            if (!met) {
                connection.close();
            }
        }
    }

    /**
     * Tells the other end what is held against it, hears what it holds against this one, and parts unless both is
     * nothing.
     */
    private void agree(SecureConnection connection, Optional<String> objection, long deadline)
            throws IOException, InterruptedException {
        boolean agreed = false;
        try {
            connection.send(Verdict.encode(objection));
            Optional<String> theirs = Verdict.read(target -> connection.receive(target, Session.left(this, deadline)));
            refuse(connection, objection, "is not let in: ");
            refuse(connection, theirs, "does not let node " + own.brief() + " in: ");
            agreed = true;
        } catch (SocketTimeoutException e) {
            throw Session.stalled(e);
        } catch (ProtocolException e) {
            throw new HandshakeException(e.getMessage(), e);
        } finally {
            if (!agreed) {
                connection.close();
            }
        }
    }

    private static void refuse(SecureConnection connection, Optional<String> objection, String verb)
            throws HandshakeException {
        if (objection.isPresent()) {
            NodeId peer = connection.peer();
            throw new HandshakeException("node " + peer.brief() + " " + verb + objection.get(), peer);
        }
    }

    /** Closes the connections of a node, as after it was taken off a list. */
    public void shutOut(NodeId node) {
        guests.all().stream().filter(guest -> guest.peer().equals(node)).forEach(SecureConnection::close);
    }

    /** How many connections stand. */
    public int connections() {
        return guests.all().size();
    }

    /** Closes all that this world opened, and waits for a moment until the goodbyes are said. The world below stays. */
    @Override
    public void close() {
        List.copyOf(listeners).forEach(SecureListener::close);
        List<SecureConnection> open = guests.all();
        open.forEach(SecureConnection::close);
        long deadline = nanoTime() + GOODBYES.toNanos();
        try {
            for (SecureConnection connection : open) {
                connection.awaitEnd(Session.left(this, deadline));
            }
        } catch (SocketTimeoutException e) {
            LOG.debug("Not all goodbyes could be said", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

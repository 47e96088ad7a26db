package io.gossamer.net.simulation;

import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * One end of a connection with the manners of TCP: what arrived before a reset can still be read, a send after the peer
 * closed succeeds once and is answered by a reset, and closing with unread bytes resets the peer.
 */
final class SimulatedConnection implements Connection {
    private final EventLoop loop;
    private final Node node;
    private final Endpoint remote;
    private final WaitList receivers;
    private final WaitList senders;
    private Stream incoming;
    private Stream outgoing;
    private Duration idleTimeout = Duration.ZERO;
    private long left;
    private boolean closed;
    private boolean endSent;
    private String resetBy;

    private SimulatedConnection(Node node, EventLoop loop, Endpoint remote) {
        this.node = node;
        this.loop = loop;
        this.remote = remote;
        this.receivers = new WaitList(loop);
        this.senders = new WaitList(loop);
    }

    /** Both ends: that of {@code client}, then that of {@code server}. */
    static Pair between(Network network, Node client, Endpoint clientAddress, Node server, Endpoint serverAddress) {
        SimulatedConnection clientEnd = new SimulatedConnection(client, network.loop(), serverAddress);
        SimulatedConnection serverEnd = new SimulatedConnection(server, network.loop(), clientAddress);
        Stream up = new Stream(network, network.nextStreamId(), clientEnd, serverEnd);
        Stream down = new Stream(network, network.nextStreamId(), serverEnd, clientEnd);
        clientEnd.outgoing = up;
        serverEnd.incoming = up;
        serverEnd.outgoing = down;
        clientEnd.incoming = down;
        return new Pair(clientEnd, serverEnd);
    }

    record Pair(SimulatedConnection client, SimulatedConnection server) {}

    Node node() {
        return node;
    }

    @Override
    public Endpoint remote() {
        return remote;
    }

    @Override
    public void send(MemorySegment bytes) throws IOException, InterruptedException {
        loop.enterBlocking(node, "sending");
        long sent = 0;
        while (sent < bytes.byteSize()) {
            requireOpen();
            if (resetBy != null) {
                throw new SocketException(resetBy);
            }
            left = bytes.byteSize() - sent;
            int count = outgoing.sendable(left);
            if (count > 0) {
                outgoing.send(bytes, sent, count);
                sent += count;
            } else {
                senders.await(this::describeSend, outgoing.sendableAt(left));
            }
        }
    }

    @Override
    public void cap(Bandwidth rate) {
        loop.enter(node);
        outgoing.cap(rate);
    }

    @Override
    public void receive(MemorySegment bytes, Duration timeout) throws IOException, InterruptedException {
        loop.enterBlocking(node, "receiving");
        requireOpen();
        if (incoming.arrived() < bytes.byteSize()) {
            awaitArrival(bytes.byteSize(), timeout);
        }
        incoming.take(bytes);
    }

    @Override
    public int receiveSome(MemorySegment bytes, Duration timeout) throws IOException, InterruptedException {
        loop.enterBlocking(node, "receiving");
        requireOpen();
        if (bytes.byteSize() == 0) {
            return 0;
        }
        if (incoming.arrived() == 0) {
            awaitArrival(1, timeout);
        }
        int count = (int) Math.min(bytes.byteSize(), incoming.arrived());
        incoming.take(bytes.asSlice(0, count));
        return count;
    }

    private void awaitArrival(long count, Duration timeout) throws IOException, InterruptedException {
        SimulatedTask self = loop.current();
        Wait reason = () -> count + " bytes from " + remote + ", of which " + incoming.arrived() + " are here";
        idleTimeout = timeout;
        long deadline = loop.deadline(timeout);
        try {
            while (true) {
                incoming.want(count);
                if (incoming.arrived() >= count) {
                    return;
                }
                requireOpen();
                if (resetBy != null) {
                    throw new SocketException(resetBy);
                }
                if (incoming.ended()) {
                    throw new EOFException(remote + " closed the connection");
                }
                if (loop.now() >= deadline) {
                    throw new SocketTimeoutException("nothing from " + remote + " for " + timeout);
                }
                receivers.await(reason, deadline);
                deadline = self.deadline;
            }
        } finally {
            incoming.wantNothing();
        }
    }

    @Override
    public void close() {
        if (node.stopped()) {
            return;
        }
        loop.enter(node);
        shut();
    }

    /** Closes this end: gracefully, or with a reset if the peer sent what nobody read. */
    void shut() {
        if (closed) {
            return;
        }
        boolean unread = incoming.arrived() > 0;
        closed = true;
        node.forget(this);
        incoming.forget();
        receivers.wakeAll();
        senders.wakeAll();
        if (resetBy == null) {
            endSent = true;
            outgoing.end(unread ? Chunk.Kind.RESET : Chunk.Kind.END);
        }
    }

    /** The process behind this end was killed: what has not left yet is lost, and the peer hears of it later. */
    void kill(long delay) {
        closed = true;
        if (resetBy == null) {
            outgoing.cutAndReset(delay);
        }
    }

    /** The machine behind this end lost power: nobody hears of it. */
    void vanish() {
        closed = true;
        outgoing.cut();
    }

    /** The connection is of no use any more, for the stated reason. */
    void reset(String reason) {
        if (resetBy == null && !closed) {
            loop.trace().record(Trace.Kind.RESET, loop.now(), node.id(), remote.port());
            resetBy = reason;
            receivers.wakeAll();
            senders.wakeAll();
        }
    }

    void bytesArrived(Stream stream, int count) {
        if (closed) {
            if (endSent && !node.gone()) {
                outgoing.end(Chunk.Kind.RESET);
                endSent = false;
            }
            return;
        }
        boolean complete = stream.accept(count);
        if (!receivers.isEmpty()) {
            receivers.extend(loop.deadline(idleTimeout));
            if (complete) {
                receivers.wakeAll();
            }
        }
    }

    void wakeReceiver() {
        receivers.wakeAll();
    }

    void roomUnderWay() {
        if (!senders.isEmpty()) {
            long time = outgoing.sendableAt(left);
            if (time != EventLoop.NEVER) {
                senders.wakeAllAt(time);
            }
        }
    }

    private String describeSend() {
        return "room to send " + left + " more bytes to " + remote;
    }

    private void requireOpen() throws SocketException {
        if (closed) {
            throw new SocketException("the connection to " + remote + " is closed here");
        }
    }

    @Override
    public String toString() {
        return node.name() + " to " + remote;
    }
}

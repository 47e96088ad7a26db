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
    private final Incarnation process;
    private final Endpoint remote;
    private final long carried;
    private final WaitList receivers;
    private final WaitList senders;
    private Stream incoming;
    private Stream outgoing;

    /** How long, in nanoseconds, the receive that waits lets nothing arrive, and until when on the node's clock. */
    private long idleTimeout;

    private long idleUntil;

    private boolean closed;

    /** Bytes that still come are to be answered by a reset, once. */
    private boolean owesReset;

    private String resetBy;

    private SimulatedConnection(Network network, Incarnation process, Endpoint remote) {
        this.loop = network.loop();
        this.process = process;
        this.remote = remote;
        this.carried = network.config().carried();
        this.receivers = new WaitList(loop);
        this.senders = new WaitList(loop);
    }

    /** Both ends: that of {@code client}, then that of {@code server}. */
    static Pair between(
            Network network, Incarnation client, Endpoint clientAddress, Incarnation server, Endpoint serverAddress) {
        SimulatedConnection clientEnd = new SimulatedConnection(network, client, serverAddress);
        SimulatedConnection serverEnd = new SimulatedConnection(network, server, clientAddress);
        Stream up = new Stream(network, network.nextStreamId(), clientEnd, serverEnd);
        Stream down = new Stream(network, network.nextStreamId(), serverEnd, clientEnd);
        clientEnd.outgoing = up;
        serverEnd.incoming = up;
        serverEnd.outgoing = down;
        clientEnd.incoming = down;
        return new Pair(clientEnd, serverEnd);
    }

    record Pair(SimulatedConnection client, SimulatedConnection server) {}

    Incarnation process() {
        return process;
    }

    @Override
    public Endpoint remote() {
        return remote;
    }

    @Override
    public void send(MemorySegment bytes) throws IOException, InterruptedException {
        transmit(bytes.byteSize(), (offset, count) -> Piece.of(bytes, offset, count, carried));
    }

    @Override
    public void sendZeros(long count) throws IOException, InterruptedException {
        transmit(count, (offset, length) -> Piece.zeros(length));
    }

    private interface Source {
        Piece piece(long offset, int count);
    }

    private void transmit(long count, Source source) throws IOException, InterruptedException {
        loop.enterBlocking(process, "sending");
        long sent = 0;
        while (sent < count) {
            requireOpen();
            if (resetBy != null) {
                throw new SocketException(resetBy);
            }
            int now = outgoing.sendable(count - sent);
            if (now > 0) {
                outgoing.send(source.piece(sent, now), now);
                sent += now;
            } else {
                awaitRoom(count - sent);
            }
        }
    }

    private void awaitRoom(long count) throws InterruptedException {
        outgoing.wantRoom(count);
        try {
            senders.await(() -> "room to send " + count + " more bytes to " + remote, outgoing.sendableAt(count));
        } finally {
            outgoing.wantRoom(0);
        }
    }

    @Override
    public void cap(Bandwidth rate) {
        loop.enter(process);
        outgoing.cap(rate);
    }

    @Override
    public void receive(MemorySegment bytes, Duration timeout) throws IOException, InterruptedException {
        await(bytes.byteSize(), timeout);
        incoming.take(bytes);
    }

    @Override
    public int receiveSome(MemorySegment bytes, Duration timeout) throws IOException, InterruptedException {
        await(Math.min(1, bytes.byteSize()), timeout);
        int count = (int) Math.min(bytes.byteSize(), incoming.arrived());
        incoming.take(bytes.asSlice(0, count));
        return count;
    }

    @Override
    public void skip(long count, Duration timeout) throws IOException, InterruptedException {
        await(count, timeout);
        incoming.skip(count);
    }

    private void await(long count, Duration timeout) throws IOException, InterruptedException {
        loop.enterBlocking(process, "receiving");
        requireOpen();
        if (incoming.arrived() < count) {
            awaitArrival(count, timeout);
        }
    }

    private void awaitArrival(long count, Duration timeout) throws IOException, InterruptedException {
        Wait reason = () -> count + " bytes from " + remote + ", of which " + incoming.arrived() + " are here";
        NodeClock clock = process.node().clock();
        idleTimeout = NodeClock.nanos(timeout);
        idleUntil = clock.deadline(idleTimeout);
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
                if (clock.now() >= idleUntil) {
                    throw new SocketTimeoutException("nothing from " + remote + " for " + timeout);
                }
                receivers.await(reason, clock.moment(idleUntil));
            }
        } finally {
            incoming.wantNothing();
        }
    }

    @Override
    public void close() {
        if (process.stopped()) {
            return;
        }
        loop.enter(process);
        shut();
    }

    /** Closes this end: gracefully, or with a reset if the peer sent what nobody read. */
    void shut() {
        if (closed) {
            return;
        }
        boolean unread = incoming.arrived() > 0;
        closed = true;
        process.forget(this);
        incoming.forget();
        receivers.wakeAll();
        senders.wakeAll();
        if (resetBy == null) {
            owesReset = true;
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

    /** The machine behind this end lost power: nobody hears of it, unless it is there again when bytes come. */
    void vanish() {
        closed = true;
        owesReset = true;
        outgoing.cut();
    }

    /** The connection is of no use any more, for the stated reason. */
    void reset(String reason) {
        if (resetBy == null && !closed) {
            loop.trace().record(Trace.Kind.RESET, loop.now(), process.node().id(), remote.port());
            resetBy = reason;
            receivers.wakeAll();
            senders.wakeAll();
        }
    }

    void bytesArrived(Stream stream, int count) {
        if (closed) {
            if (owesReset && !process.node().dark()) {
                outgoing.end(Chunk.Kind.RESET);
                owesReset = false;
            }
            return;
        }
        if (!stream.accept(count)) {
            return;
        }
        NodeClock clock = process.node().clock();
        idleUntil = clock.deadline(idleTimeout);
        if (stream.satisfied()) {
            receivers.wakeAll();
        } else {
            receivers.extend(clock.moment(idleUntil));
        }
    }

    void wakeReceiver() {
        receivers.wakeAll();
    }

    /** The send that waits can go on at {@code time}. */
    void roomUnderWay(long time) {
        senders.wakeAllAt(time);
    }

    private void requireOpen() throws SocketException {
        if (closed) {
            throw new SocketException("the connection to " + remote + " is closed here");
        }
    }

    @Override
    public String toString() {
        return process + " to " + remote;
    }
}

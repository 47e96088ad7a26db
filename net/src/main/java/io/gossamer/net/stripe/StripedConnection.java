package io.gossamer.net.stripe;

import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;

/**
 * Bytes dealt out over several connections in turn. One task is enough for that: each connection buffers a window's
 * worth, so a send waits only for the one whose window is full while all others are full and empty themselves. The other
 * end takes in the same order, so that it never waits for what is not on its way.
 */
final class StripedConnection implements Connection {
    private final List<Connection> connections;
    private final int stripe;
    /** Bytes so far, in either direction. */
    private long sent;

    private long received;

    /** @param connections in the order of their numbers */
    StripedConnection(List<Connection> connections, int stripe) {
        this.connections = List.copyOf(connections);
        this.stripe = stripe;
    }

    /** The connection over which the byte at that offset goes. */
    private Connection at(long offset) {
        return connections.get((int) (offset / stripe % connections.size()));
    }

    /** How many of {@code bytes} from there on go over the same. */
    private long part(long offset, long bytes) {
        return Math.min(bytes, stripe - offset % stripe);
    }

    @Override
    public void send(MemorySegment bytes) throws IOException, InterruptedException {
        for (long done = 0; done < bytes.byteSize(); ) {
            long part = part(sent, bytes.byteSize() - done);
            at(sent).send(bytes.asSlice(done, part));
            sent += part;
            done += part;
        }
    }

    @Override
    public void send(MemorySegment head, MemorySegment body) throws IOException, InterruptedException {
        long room = part(sent, Long.MAX_VALUE);
        if (head.byteSize() > room) {
            send(head);
            send(body);
            return;
        }
        long together = Math.min(body.byteSize(), room - head.byteSize());
        at(sent).send(head, body.asSlice(0, together));
        sent += head.byteSize() + together;
        send(body.asSlice(together));
    }

    @Override
    public void sendZeros(long count) throws IOException, InterruptedException {
        for (long left = count; left > 0; ) {
            long part = part(sent, left);
            at(sent).sendZeros(part);
            sent += part;
            left -= part;
        }
    }

    @Override
    public void receive(MemorySegment bytes, Duration timeout) throws IOException, InterruptedException {
        for (long done = 0; done < bytes.byteSize(); ) {
            long part = part(received, bytes.byteSize() - done);
            at(received).receive(bytes.asSlice(done, part), timeout);
            received += part;
            done += part;
        }
    }

    @Override
    public int receiveSome(MemorySegment bytes, Duration timeout) throws IOException, InterruptedException {
        long part = part(received, bytes.byteSize());
        int count = at(received).receiveSome(bytes.asSlice(0, part), timeout);
        received += count;
        return count;
    }

    @Override
    public void skip(long count, Duration timeout) throws IOException, InterruptedException {
        for (long left = count; left > 0; ) {
            long part = part(received, left);
            at(received).skip(part, timeout);
            received += part;
            left -= part;
        }
    }

    /** Each gets its share, since each carries as much. */
    @Override
    public void cap(Bandwidth rate) {
        Bandwidth share = new Bandwidth(rate.bitsPerSecond() / connections.size());
        connections.forEach(connection -> connection.cap(share));
    }

    @Override
    public Endpoint remote() {
        return connections.getFirst().remote();
    }

    @Override
    public void close() {
        connections.forEach(Connection::close);
    }
}

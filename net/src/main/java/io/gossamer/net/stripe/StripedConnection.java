package io.gossamer.net.stripe;

import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;

/**
 * Bytes of each direction over connections of its own, dealt out over them in turn. One task is enough for that: each
 * connection buffers a window's worth, so a send waits only for the one whose window is full while all others are full
 * and empty themselves. The other end takes in the same order, so that it never waits for what is not on its way.
 */
final class StripedConnection implements Connection {
    private final List<Connection> out;
    private final List<Connection> in;
    private final int stripe;
    /** Bytes so far, in either direction. */
    private long sent;

    private long received;

    private StripedConnection(List<Connection> out, List<Connection> in, int stripe) {
        this.out = List.copyOf(out);
        this.in = List.copyOf(in);
        this.stripe = stripe;
    }

    /**
     * The end that dials.
     *
     * @param bundle its connections in the order of their numbers
     */
    static StripedConnection dialling(List<Connection> bundle, int stripe) {
        int half = bundle.size() / 2;
        return new StripedConnection(bundle.subList(0, half), bundle.subList(half, bundle.size()), stripe);
    }

    /** The end that is dialled. */
    static StripedConnection accepting(List<Connection> bundle, int stripe) {
        StripedConnection other = dialling(bundle, stripe);
        return new StripedConnection(other.in, other.out, stripe);
    }

    /** The connection of a direction over which the byte at that offset goes. */
    private Connection at(List<Connection> direction, long offset) {
        return direction.get((int) (offset / stripe % direction.size()));
    }

    /** How many of {@code bytes} from there on go over the same. */
    private long part(List<Connection> direction, long offset, long bytes) {
        return direction.size() == 1 ? bytes : Math.min(bytes, stripe - offset % stripe);
    }

    @Override
    public void send(MemorySegment bytes) throws IOException, InterruptedException {
        for (long done = 0; done < bytes.byteSize(); ) {
            long part = part(out, sent, bytes.byteSize() - done);
            at(out, sent).send(bytes.asSlice(done, part));
            sent += part;
            done += part;
        }
    }

    @Override
    public void send(MemorySegment head, MemorySegment body) throws IOException, InterruptedException {
        long room = part(out, sent, Long.MAX_VALUE);
        if (head.byteSize() > room) {
            send(head);
            send(body);
            return;
        }
        long together = Math.min(body.byteSize(), room - head.byteSize());
        at(out, sent).send(head, body.asSlice(0, together));
        sent += head.byteSize() + together;
        send(body.asSlice(together));
    }

    @Override
    public void sendZeros(long count) throws IOException, InterruptedException {
        for (long left = count; left > 0; ) {
            long part = part(out, sent, left);
            at(out, sent).sendZeros(part);
            sent += part;
            left -= part;
        }
    }

    @Override
    public void receive(MemorySegment bytes, Duration timeout) throws IOException, InterruptedException {
        for (long done = 0; done < bytes.byteSize(); ) {
            long part = part(in, received, bytes.byteSize() - done);
            at(in, received).receive(bytes.asSlice(done, part), timeout);
            received += part;
            done += part;
        }
    }

    @Override
    public int receiveSome(MemorySegment bytes, Duration timeout) throws IOException, InterruptedException {
        long part = part(in, received, bytes.byteSize());
        int count = at(in, received).receiveSome(bytes.asSlice(0, part), timeout);
        received += count;
        return count;
    }

    @Override
    public void skip(long count, Duration timeout) throws IOException, InterruptedException {
        for (long left = count; left > 0; ) {
            long part = part(in, received, left);
            at(in, received).skip(part, timeout);
            received += part;
            left -= part;
        }
    }

    /** Each gets its share, since each carries as much. */
    @Override
    public void cap(Bandwidth rate) {
        Bandwidth share = new Bandwidth(rate.bitsPerSecond() / out.size());
        out.forEach(connection -> connection.cap(share));
    }

    @Override
    public Endpoint remote() {
        return out.getFirst().remote();
    }

    @Override
    public void close() {
        out.forEach(Connection::close);
        in.forEach(Connection::close);
    }
}

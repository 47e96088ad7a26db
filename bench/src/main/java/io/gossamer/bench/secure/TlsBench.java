package io.gossamer.bench.secure;

import io.gossamer.bench.report.Comparison;
import io.gossamer.bench.report.Rounds;
import io.gossamer.bench.report.Table;
import io.gossamer.net.admission.AllowList;
import io.gossamer.net.identity.NodeKey;
import io.gossamer.net.secure.SecureWorld;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/** One connection over loopback, both ends in this process, with TLS and without by turns. */
public final class TlsBench {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final double NANOS = 1e9;
    /** As a long payload is sent by a channel of frames. */
    private static final long STEP = 256 << 10;

    private static final long BULK = 64L << 20;
    private static final long MESSAGE = 1 << 10;
    private static final int MESSAGES = 200;
    /** Until the platform has compiled what it encrypts with. */
    private static final int WARMUP = 20;

    private TlsBench() {}

    /**
     * @param quick fewer rounds
     * @throws IOException if a connection fails
     */
    public static Table run(boolean quick) throws IOException, InterruptedException {
        int rounds = quick ? 5 : 15;
        NodeKey host = NodeKey.create();
        NodeKey guest = NodeKey.create();
        AllowList both = AllowList.of(host.id(), guest.id());
        try (TcpWorld one = new TcpWorld();
                TcpWorld other = new TcpWorld();
                SecureWorld secureOne = new SecureWorld(one, host, both);
                SecureWorld secureOther = new SecureWorld(other, guest, both);
                Pair secure = Pair.between(secureOne, secureOther);
                Pair plain = Pair.between(one, other)) {
            Rounds bulk = alternate(rounds, secure::sendBulk, plain::sendBulk);
            Rounds echoes = alternate(rounds, secure::exchangeMessages, plain::exchangeMessages);
            Rounds meetings = alternate(rounds, () -> meet(secureOne, secureOther), () -> meet(one, other));
            return new Table(
                    "TLS",
                    "One connection over loopback between two tasks of a JVM, TLS 1.3 with AES-128-GCM and Ed25519 keys"
                            + " on both sides against the bare socket; 20 rounds of warm-up.",
                    List.of(
                            row("one way, %d MiB in steps of 256 KiB".formatted(BULK >> 20), bulk, BULK),
                            row("there and back, %d times 1 KiB".formatted(MESSAGES), echoes, 0),
                            row("a new connection", meetings, 0)));
        }
    }

    private static Comparison row(String subject, Rounds rounds, long bytes) {
        return Comparison.of(subject, "plain", rounds, OptionalDouble.empty(), bytes);
    }

    private interface Contender {
        void run() throws IOException, InterruptedException;
    }

    private static Rounds alternate(int rounds, Contender ours, Contender theirs)
            throws IOException, InterruptedException {
        for (int warmup = 0; warmup < WARMUP; warmup++) {
            ours.run();
            theirs.run();
        }
        double[] ourSeconds = new double[rounds];
        double[] theirSeconds = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            ourSeconds[round] = seconds(ours);
            theirSeconds[round] = seconds(theirs);
        }
        return new Rounds(ourSeconds, theirSeconds);
    }

    private static double seconds(Contender contender) throws IOException, InterruptedException {
        long start = System.nanoTime();
        contender.run();
        return (System.nanoTime() - start) / NANOS;
    }

    private static void meet(World host, World guest) throws IOException, InterruptedException {
        Pair.between(host, guest).close();
    }

    /** The two ends of a connection, and memory to send from and to receive in. */
    private record Pair(World world, Connection dialled, Connection accepted, MemorySegment out, MemorySegment in)
            implements AutoCloseable {
        static Pair between(World host, World guest) throws IOException, InterruptedException {
            try (Listener listener = host.listen(new Endpoint("127.0.0.1", 0))) {
                Connection dialled = guest.connect(listener.endpoint(), PATIENCE);
                Connection accepted = listener.accept(PATIENCE).orElseThrow(() -> new IOException("Nobody came"));
                Arena arena = Arena.ofAuto();
                return new Pair(guest, dialled, accepted, arena.allocate(STEP), arena.allocate(STEP));
            }
        }

        void sendBulk() throws IOException, InterruptedException {
            world.spawn(
                    "sender",
                    () -> alone(() -> {
                        for (long sent = 0; sent < BULK; sent += STEP) {
                            dialled.send(out);
                        }
                    }));
            for (long received = 0; received < BULK; received += STEP) {
                accepted.receive(in, PATIENCE);
            }
        }

        void exchangeMessages() throws IOException, InterruptedException {
            MemorySegment message = in.asSlice(0, MESSAGE);
            world.spawn(
                    "echo",
                    () -> alone(() -> {
                        for (int i = 0; i < MESSAGES; i++) {
                            dialled.receive(out.asSlice(0, MESSAGE), PATIENCE);
                            dialled.send(out.asSlice(0, MESSAGE));
                        }
                    }));
            for (int i = 0; i < MESSAGES; i++) {
                accepted.send(message);
                accepted.receive(message, PATIENCE);
            }
        }

        /** What fails here shows at the other end, which then waits in vain. */
        private static void alone(Contender body) {
            try {
                body.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            dialled.close();
            accepted.close();
        }
    }
}

package io.gossamer.bench.churn;

import io.gossamer.bench.process.ChildJvm;
import io.gossamer.bench.report.Churn;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.net.admission.Invitations;
import io.gossamer.net.rendezvous.ViewCoordinator;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Kills processes that sum arrays together (as by {@code kill -9}) or starts others, one every 0.5 to 2 s, as the stress
 * test of PCCL does: with more than two alive, four of ten times one is killed; never more than ten are. The first is never
 * killed, so that its memory can be watched.
 */
public final class ChurnBench implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final List<String> SMALL_HEAP =
            List.of("-Xms32m", "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final Duration TELLING = Duration.ofSeconds(30);
    private static final Duration REST = Duration.ofMillis(10);
    private static final int MOST = 10;
    private static final int LEAST = 2;
    private static final double SPAWN = 0.6;
    private static final double SHORTEST_PAUSE = 0.5;
    private static final double LONGEST_PAUSE = 2;
    /** The first steps of a new process make room that later ones use again. */
    private static final double SETTLED = 1.0 / 3;

    private final TcpWorld world = new TcpWorld();
    private final ViewCoordinator coordinator;
    private final Invitations invitations = new Invitations(world);
    private final String token;
    private final List<ChildJvm> alive = new ArrayList<>();
    private final ChurnLog log = new ChurnLog();
    private final int slower;
    private final RandomStream random;

    private ChurnBench(Duration time, int slower, long seed) throws IOException {
        this.slower = slower;
        this.token = invitations.issue(time.multipliedBy(2), Integer.MAX_VALUE);
        this.random = RandomStream.of(seed, Purpose.TEST, -1, 0, 0);
        this.coordinator = new ViewCoordinator(world, new Endpoint("127.0.0.1", 0), invitations, TIMEOUT);
        world.spawn("coordinator", this::coordinate);
    }

    private void coordinate() {
        try {
            coordinator.run();
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Goes on for {@code time}.
     *
     * @param slower how many times longer it is between two kills or starts; if more than 1, members rest between operations
     */
    public static Churn run(Duration time, int slower, long seed) throws IOException, InterruptedException {
        try (ChurnBench bench = new ChurnBench(time, slower, seed)) {
            return bench.churn(time);
        }
    }

    private Churn churn(Duration time) throws IOException, InterruptedException {
        long start = System.nanoTime();
        int started = 0;
        int killed = 0;
        Duration told = Duration.ZERO;
        while (System.nanoTime() - start < time.toNanos()) {
            Duration passed = Duration.ofNanos(System.nanoTime() - start);
            if (passed.minus(told).compareTo(TELLING) >= 0) {
                System.err.printf(
                        "%d s: %d started, %d killed, %d operations%n",
                        passed.toSeconds(), started, killed, log.steps());
                told = passed;
            }
            boolean kill = alive.size() >= MOST || alive.size() > LEAST && random.nextDouble() >= SPAWN;
            if (kill) {
                alive.remove(1 + random.nextInt(alive.size() - 1)).close();
                killed++;
            } else {
                alive.add(start());
                started++;
            }
            if (System.nanoTime() - start >= SETTLED * time.toNanos()) {
                log.settle();
            }
            double pause = slower * (SHORTEST_PAUSE + random.nextDouble() * (LONGEST_PAUSE - SHORTEST_PAUSE));
            Thread.sleep(Duration.ofNanos((long) (pause * 1e9)));
        }
        return log.result(time, slower, started, killed);
    }

    private ChildJvm start() throws IOException {
        boolean first = alive.isEmpty();
        ChildJvm child = ChildJvm.start(
                ChurnProcess.class,
                SMALL_HEAP,
                coordinator.endpoint().toString(),
                token,
                Long.toString((slower - 1) * REST.toMillis()));
        Thread.ofVirtual().name("following a member").start(() -> follow(child, first));
        return child;
    }

    private void follow(ChildJvm child, boolean first) {
        try {
            while (true) {
                String line = child.next(ChurnProcess.STEP);
                if (line.endsWith(ChurnProcess.END)) {
                    log.take(line, first);
                }
            }
        } catch (IOException ended) {
            log.ended();
        }
    }

    @Override
    public void close() {
        alive.forEach(ChildJvm::close);
        coordinator.close();
        world.close();
    }
}

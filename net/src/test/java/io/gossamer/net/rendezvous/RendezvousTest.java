package io.gossamer.net.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.admission.Invitations;
import io.gossamer.net.collective.MeshGroup;
import io.gossamer.net.collective.PeerFailureException;
import io.gossamer.net.shape.PairRates;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Endpoint;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RendezvousTest {
    private static final Endpoint ANYWHERE = new Endpoint("127.0.0.1", 0);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final List<TcpWorld> worlds = new ArrayList<>();

    @AfterEach
    void closeWorlds() {
        worlds.forEach(TcpWorld::close);
    }

    @Test
    void workersMeetAndTheCoordinatorEndsWhenTheyDo() throws Exception {
        Coordinator coordinator = coordinator(3, TIMEOUT);
        Future<Void> run = run(coordinator);
        List<Future<Integer>> workers = IntStream.range(0, 3)
                .mapToObj(i -> start(() -> {
                    try (MeshGroup group = join(coordinator, "secret", OptionalInt.empty(), TIMEOUT)) {
                        return (int) group.exchange(new long[] {group.rank()})[2][0] + group.rank() * 10;
                    }
                }))
                .toList();
        List<Integer> results = new ArrayList<>();
        for (Future<Integer> worker : workers) {
            results.add(get(worker));
        }
        assertThat(results).containsExactlyInAnyOrder(2, 12, 22);
        assertThat(get(run)).isNull();
    }

    @Test
    void aWorkerGetsTheRankItAsksFor() throws Exception {
        Coordinator coordinator = coordinator(2, TIMEOUT);
        Future<Void> run = run(coordinator);
        Future<Integer> one = start(() -> rankOf(coordinator, OptionalInt.of(1)));
        Future<Integer> zero = start(() -> rankOf(coordinator, OptionalInt.empty()));
        assertThat(get(one)).isEqualTo(1);
        assertThat(get(zero)).isEqualTo(0);
        get(run);
    }

    @Test
    void wrongTokensAndGarbageAreTurnedAwayWhileTheOthersGoOn() throws Exception {
        Coordinator coordinator = coordinator(2, TIMEOUT);
        Future<Void> run = run(coordinator);
        Future<Integer> first = start(() -> rankOf(coordinator, OptionalInt.of(0)));
        assertThatThrownBy(() -> join(coordinator, "guess", OptionalInt.empty(), TIMEOUT))
                .isInstanceOf(GossamerException.class)
                .hasMessage("Refused: the token is wrong");
        assertThat(answerTo(coordinator, "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)))
                .contains("not understood: kind 47 is unknown");
        Future<Integer> second = start(() -> rankOf(coordinator, OptionalInt.of(1)));
        assertThat(get(first)).isEqualTo(0);
        assertThat(get(second)).isEqualTo(1);
        get(run);
    }

    @Test
    void aTokenForOneLetsInOneAndIsNotUsedUpByWhoCannotComeIn() throws Exception {
        TcpWorld place = world();
        Invitations invitations = new Invitations(place);
        String one = invitations.issue(TIMEOUT, 1);
        String other = invitations.issue(TIMEOUT, 1);
        Coordinator coordinator = new Coordinator(place, ANYWHERE, 2, invitations, TIMEOUT, TIMEOUT);
        Future<Void> run = run(coordinator);
        assertThatThrownBy(() -> join(coordinator, one, OptionalInt.of(2), TIMEOUT))
                .hasMessage("Refused: rank 2 of 2 does not exist");
        Future<Integer> first = start(() -> rankOf(coordinator, one, OptionalInt.of(0)));
        while (invitations.objection(one).isEmpty()) {
            Thread.sleep(10);
        }
        assertThatThrownBy(() -> join(coordinator, one, OptionalInt.of(1), TIMEOUT))
                .hasMessage("Refused: the token has been used");
        Future<Integer> second = start(() -> rankOf(coordinator, other, OptionalInt.of(1)));
        assertThat(get(first)).isEqualTo(0);
        assertThat(get(second)).isEqualTo(1);
        get(run);
    }

    @Test
    void missingWorkersAreNamedOnBothSides() throws Exception {
        Coordinator coordinator = coordinator(3, SHORT);
        Future<Void> run = run(coordinator);
        Future<Integer> worker = start(() -> rankOf(coordinator, OptionalInt.of(1)));
        assertThatThrownBy(() -> get(worker))
                .hasMessage("Refused: 1 of 3 workers came within 1.0 s; missing: rank 0, 2");
        assertThatThrownBy(() -> get(run)).hasMessage("1 of 3 workers came within 1.0 s; missing: rank 0, 2");
    }

    @Test
    void aPortInUseIsSaid() throws Exception {
        Coordinator coordinator = coordinator(2, TIMEOUT);
        assertThatThrownBy(() -> new Coordinator(world(), coordinator.endpoint(), 2, "secret", TIMEOUT))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("Cannot listen at " + coordinator.endpoint());
        coordinator.close();
    }

    @Test
    void nobodyAtTheAddressIsSaid() {
        assertThatThrownBy(() -> Rendezvous.join(world(), new Endpoint("127.0.0.1", 9), request("secret", SHORT)))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("No coordinator answers at 127.0.0.1:9");
    }

    @Test
    void theEndOfTheCoordinatorEndsAWaitingWorker() throws Exception {
        TcpWorld place = world();
        Coordinator coordinator = new Coordinator(place, ANYWHERE, 2, "secret", TIMEOUT);
        run(coordinator);
        Future<Void> stuck = start(() -> {
            try (MeshGroup group = join(coordinator, "secret", OptionalInt.of(0), TIMEOUT)) {
                group.barrier();
            }
            return null;
        });
        try (MeshGroup idle = join(coordinator, "secret", OptionalInt.of(1), TIMEOUT)) {
            Thread.sleep(200);
            place.close();
            assertThatThrownBy(() -> get(stuck))
                    .isInstanceOf(PeerFailureException.class)
                    .hasMessageContaining("The coordinator at " + coordinator.endpoint() + " is gone");
            assertThat(idle.size()).isEqualTo(2);
        }
    }

    @Test
    void theCoordinatorAndThePeersHearWhoStopped() throws Exception {
        Coordinator coordinator = coordinator(2, TIMEOUT);
        Future<Void> run = run(coordinator);
        Future<Void> waiting = start(() -> {
            try (MeshGroup group = join(coordinator, "secret", OptionalInt.of(0), TIMEOUT)) {
                group.barrier();
            }
            return null;
        });
        try (MeshGroup failing = join(coordinator, "secret", OptionalInt.of(1), TIMEOUT)) {
            failing.abort("the loss is NaN");
        }
        assertThatThrownBy(() -> get(waiting)).hasMessageContaining("worker 1 stopped: the loss is NaN");
        assertThatThrownBy(() -> get(run))
                .isInstanceOfSatisfying(
                        PeerFailureException.class, e -> assertThat(e.rank()).isEqualTo(1))
                .hasMessageContaining("worker 1");
    }

    private int rankOf(Coordinator coordinator, OptionalInt rank) throws Exception {
        return rankOf(coordinator, "secret", rank);
    }

    private int rankOf(Coordinator coordinator, String token, OptionalInt rank) throws Exception {
        try (MeshGroup group = join(coordinator, token, rank, TIMEOUT)) {
            group.barrier();
            return group.rank();
        }
    }

    private MeshGroup join(Coordinator coordinator, String token, OptionalInt rank, Duration timeout)
            throws InterruptedException {
        JoinRequest request = new JoinRequest(token, rank, TcpWorld.processName(), timeout, PairRates.NONE);
        return Rendezvous.join(world(), coordinator.endpoint(), request);
    }

    private static JoinRequest request(String token, Duration timeout) {
        return new JoinRequest(token, OptionalInt.empty(), "test", timeout, PairRates.NONE);
    }

    private Coordinator coordinator(int size, Duration timeout) throws Exception {
        return new Coordinator(world(), ANYWHERE, size, "secret", timeout);
    }

    private synchronized TcpWorld world() {
        TcpWorld world = new TcpWorld();
        worlds.add(world);
        return world;
    }

    private static String answerTo(Coordinator coordinator, byte[] bytes) throws Exception {
        Endpoint endpoint = coordinator.endpoint();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(endpoint.host(), endpoint.port()));
            socket.getOutputStream().write(bytes);
            socket.setSoTimeout(5000);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static Future<Void> run(Coordinator coordinator) {
        return start(() -> {
            coordinator.run();
            return null;
        });
    }

    private static <T> Future<T> start(Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        Thread.ofVirtual().start(task);
        return task;
    }

    private static <T> T get(Future<T> future) throws Exception {
        try {
            return future.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}

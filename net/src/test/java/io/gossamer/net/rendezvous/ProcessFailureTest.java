package io.gossamer.net.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.net.admission.Invitations;
import io.gossamer.net.collective.PeerFailureException;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes, real signals. */
@Execution(ExecutionMode.CONCURRENT)
class ProcessFailureTest {
    private static final int SIZE = 3;
    private static final Duration TIMEOUT = Duration.ofSeconds(8);
    private static final Duration AMPLE = Duration.ofSeconds(120);

    private final List<ForkedNode> nodes = new ArrayList<>();

    @AfterEach
    void killAll() {
        nodes.forEach(ForkedNode::kill);
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "STOP"})
    void theEndOfAWorkerEndsTheRunAndIsNamed(String signal) throws Exception {
        try (TcpWorld world = new TcpWorld()) {
            Coordinator coordinator =
                    new Coordinator(world, new Endpoint("127.0.0.1", 0), SIZE, ForkedNode.TOKEN, AMPLE, TIMEOUT);
            FutureTask<Void> run = new FutureTask<>(() -> {
                coordinator.run();
                return null;
            });
            Thread.ofVirtual().start(run);
            startWorkers(coordinator.endpoint());
            nodes.get(1).signal(signal);
            String name = "worker 1 (pid " + nodes.get(1).pid() + " on ";
            assertThat(nodes.get(0).outcome(AMPLE)).contains(name);
            assertThat(nodes.get(2).outcome(AMPLE)).contains(name);
            assertThatThrownBy(() -> run.get(AMPLE.toSeconds(), TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            PeerFailureException.class,
                            e -> assertThat(e.rank()).isEqualTo(1))
                    .hasMessageContaining(name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "STOP"})
    void theEndOfTheCoordinatorEndsTheWorkers(String signal) throws Exception {
        ForkedNode coordinator = ForkedNode.coordinator(SIZE, AMPLE, TIMEOUT);
        nodes.add(coordinator);
        Endpoint endpoint = coordinator.endpoint(AMPLE);
        startWorkers(endpoint);
        coordinator.signal(signal);
        for (ForkedNode worker : nodes.subList(1, nodes.size())) {
            assertThat(worker.outcome(AMPLE)).contains("The coordinator at " + endpoint);
        }
    }

    @Test
    void aGroupThatLivesOnOutlivesAMemberAndLetsAnotherIn() throws Exception {
        try (TcpWorld world = new TcpWorld();
                ViewCoordinator coordinator = new ViewCoordinator(
                        world, new Endpoint("127.0.0.1", 0), Invitations.standing(world, ForkedNode.TOKEN), TIMEOUT)) {
            world.spawn("coordinator", () -> serve(coordinator));
            for (int i = 0; i < SIZE; i++) {
                nodes.add(ForkedNode.member(coordinator.endpoint(), TIMEOUT, 400));
            }
            for (ForkedNode member : nodes) {
                member.awaitLine("step", AMPLE);
            }
            nodes.get(1).signal("KILL");
            ForkedNode joiner = ForkedNode.member(coordinator.endpoint(), TIMEOUT, 400);
            nodes.add(joiner);
            String digest = nodes.get(0).outcome(AMPLE);
            assertThat(digest).startsWith("end: digest ");
            assertThat(nodes.get(2).outcome(AMPLE)).isEqualTo(digest);
            assertThat(joiner.outcome(AMPLE)).isEqualTo(digest);
        }
    }

    @Test
    @Timeout(120)
    void aGroupGoesOnWhenTheReplicaThatLeadsIsKilled(@TempDir Path folder) throws Exception {
        List<Endpoint> endpoints = freeEndpoints(3);
        List<ForkedNode> replicas = new ArrayList<>();
        for (int i = 0; i < endpoints.size(); i++) {
            replicas.add(ForkedNode.replica(i, endpoints, folder, TIMEOUT));
        }
        nodes.addAll(replicas);
        List<ForkedNode> members = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            members.add(ForkedNode.member(endpoints, TIMEOUT, 800));
        }
        nodes.addAll(members);
        for (ForkedNode member : members) {
            member.awaitLine("step", AMPLE);
        }
        ForkedNode leader = replicas.stream()
                .filter(replica -> replica.hasSaid("leads"))
                .findFirst()
                .orElseThrow();
        leader.signal("KILL");
        replicas.remove(leader);
        while (replicas.stream().noneMatch(replica -> replica.hasSaid("leads"))) {
            Thread.sleep(20);
        }
        members.get(1).signal("KILL");
        ForkedNode joiner = ForkedNode.member(endpoints, TIMEOUT, 800);
        nodes.add(joiner);
        String digest = members.get(0).outcome(AMPLE);
        assertThat(digest).startsWith("end: digest ");
        assertThat(members.get(2).outcome(AMPLE)).isEqualTo(digest);
        assertThat(joiner.outcome(AMPLE)).isEqualTo(digest);
    }

    private static List<Endpoint> freeEndpoints(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1")));
        }
        List<Endpoint> endpoints = sockets.stream()
                .map(socket -> new Endpoint("127.0.0.1", socket.getLocalPort()))
                .toList();
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return endpoints;
    }

    private static void serve(ViewCoordinator coordinator) {
        try {
            coordinator.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void workersThatEndWellLeaveNothingBehind() throws Exception {
        ForkedNode coordinator = ForkedNode.coordinator(1, AMPLE, TIMEOUT);
        nodes.add(coordinator);
        ForkedNode worker = ForkedNode.worker(coordinator.endpoint(AMPLE), 0, TIMEOUT, 10);
        nodes.add(worker);
        assertThat(worker.outcome(AMPLE)).contains("done");
        assertThat(coordinator.outcome(AMPLE)).contains("done");
    }

    private void startWorkers(Endpoint endpoint) throws Exception {
        List<ForkedNode> workers = new ArrayList<>();
        for (int rank = 0; rank < SIZE; rank++) {
            workers.add(ForkedNode.worker(endpoint, rank, TIMEOUT, Integer.MAX_VALUE));
        }
        nodes.addAll(workers);
        for (ForkedNode worker : workers) {
            worker.awaitLine("joined", AMPLE);
        }
    }
}

package io.gossamer.train.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.state.StateHash;
import io.gossamer.model.checkpoint.Checkpoint;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.network.Network;
import io.gossamer.model.task.Task;
import io.gossamer.model.task.Tasks;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import io.gossamer.train.job.Job;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.MethodResult;
import io.gossamer.train.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Real processes, of which some are killed as by {@code kill -9}. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(1200)
class ReplicatedRunTest {
    private static final String METHOD = "allreduce";
    private static final String KILLED = "was killed by signal 9";
    private static final int WORKERS = 3;
    /** Steps wait for this link rather than for the machine, so that a run is longer than what happens to it. */
    private static final String LINK = "100mbit,8ms";

    @TempDir
    Path folder;

    private static Job job(String link, long steps) {
        return Job.builder()
                .task("digits")
                .model("logistic")
                .methods(METHOD)
                .workers(WORKERS)
                .steps(steps)
                .evaluateEvery(steps)
                .checkpointEvery(0)
                .link(link)
                .build();
    }

    @Test
    void whenTheCoordinatorThatLeadsIsKilledTwiceTheRunIsNotDisturbed() throws Exception {
        long steps = 300;
        try (DisturbedRun run = new DisturbedRun(job(LINK, steps), OnLoss.CONTINUE, folder.resolve("run"))) {
            run.awaitSteps(10);
            int first = run.leader();
            long meanwhile = stepsWhileNobodyLeads(run);
            assertThat(meanwhile).isGreaterThan(2);
            run.await("coordinator " + first + " is back", () -> run.starts(first) == 2);
            int second = run.leader();
            assertThat(second).isNotEqualTo(first);
            // From now on the one that is back is needed.
            stepsWhileNobodyLeads(run);
            MethodResult result = run.result().runs().getFirst();
            assertThat(result.steps()).isEqualTo(steps);
            assertThat(result.stopped()).isFalse();
            assertThat(run.events(Event.CoordinatorLost.class))
                    .containsExactly(
                            new Event.CoordinatorLost(first, KILLED, true),
                            new Event.CoordinatorLost(second, KILLED, true));
            assertThat(run.events(Event.Lost.class)).isEmpty();
            assertThat(run.events(Event.Finished.class))
                    .hasSize(WORKERS)
                    .allSatisfy(finished -> assertThat(finished.steps()).isEqualTo(steps));
        }
        new Launcher(RunListener.silent(), OnLoss.CONTINUE).run(job("none", steps), folder.resolve("calm"));
        // Each worker's gradient is in each step, so the weights of all of them were alike all the time.
        assertThat(weights("run")).isEqualTo(weights("calm"));
    }

    /** Kills the one that leads, and counts the steps until another one does. */
    private static long stepsWhileNobodyLeads(DisturbedRun run) throws Exception {
        long term = run.term();
        long before = run.steps();
        run.killCoordinator(run.leader());
        run.await("another coordinator leads", () -> run.term() > term);
        return run.steps() - before;
    }

    private String weights(String run) throws Exception {
        Path model = folder.resolve(run).resolve(METHOD).resolve("model.safetensors");
        try (Task task = Tasks.open("digits", Optional.empty(), 1);
                Network network = task.network("logistic", 1);
                FlatTensors weights = network.parameters().likeThis()) {
            Checkpoint.restore(model, weights);
            return StateHash.of(weights);
        }
    }

    @Test
    void whenAWorkerIsKilledAfterTheCoordinatorTheOthersGoOn() throws Exception {
        long steps = 200;
        try (DisturbedRun run = new DisturbedRun(job(LINK, steps), OnLoss.CONTINUE, folder.resolve("run"))) {
            run.awaitSteps(10);
            stepsWhileNobodyLeads(run);
            // The workers come to the new one before they can be missed there.
            run.awaitSteps(run.steps() + 20);
            run.killWorker(1);
            MethodResult result = run.result().runs().getFirst();
            assertThat(result.steps()).isEqualTo(steps);
            assertThat(run.events(Event.Lost.class)).containsExactly(new Event.Lost(1, KILLED, false));
            assertThat(run.events(Event.CoordinatorLost.class)).hasSize(1);
            assertThat(run.events(Event.Finished.class))
                    .hasSize(WORKERS - 1)
                    .allSatisfy(finished -> assertThat(finished.steps()).isEqualTo(steps));
        }
    }

    @Test
    void portsThatAreTakenMeanwhileAreNoObstacleAndNothingIsLeft() throws Exception {
        RunDirectory.MethodDirectory method =
                RunDirectory.create(folder.resolve("run"), job("none", 1)).method(METHOD);
        method.create();
        List<WorkerFleet.Notice> notices = new ArrayList<>();
        Terms terms = new Terms(OnLoss.CONTINUE, Optional.empty(), 1, 1);
        try (TcpWorld world = new TcpWorld();
                Listener somebody = world.listen(Venue.THIS_MACHINE)) {
            List<Endpoint> taken = List.of(somebody.endpoint());
            List<Endpoint> free =
                    ReplicaAddresses.from(Venue.THIS_MACHINE, 1, world).next();
            try (ReplicatedVenue venue = new ReplicatedVenue(
                    job("none", 1), terms, List.of(taken, free).iterator(), method, world, notices::add)) {
                assertThat(venue.coordinators()).isEqualTo(free);
            }
            assertThatThrownBy(() -> new ReplicatedVenue(
                            job("none", 1), terms, List.of(taken).iterator(), method, world, notices::add))
                    .isInstanceOf(GossamerException.class)
                    .hasMessageContaining(somebody.endpoint().toString());
        }
        assertThat(notices).isEmpty();
        assertThat(Files.readString(method.coordinatorLog(0))).contains("listens", "Cannot listen");
    }
}

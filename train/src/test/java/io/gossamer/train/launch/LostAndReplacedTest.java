package io.gossamer.train.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.train.job.Job;
import io.gossamer.train.job.JobBuilder;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.MethodResult;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Four real processes by methods that talk rarely, late, or to a neighbour: one is killed as by {@code kill -9}, another comes
 * in its place.
 */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(1200)
class LostAndReplacedTest {
    private static final int WORKERS = 4;
    private static final int KILLED = 1;
    private static final int PERIOD = 4;
    /** More than there is time for: the run is stopped once all has happened. */
    private static final long ENOUGH = 100_000;

    @TempDir
    Path folder;

    private static Job job(String method) {
        JobBuilder job = Job.builder()
                .task("digits")
                .model("logistic")
                .methods(method)
                .workers(WORKERS)
                .steps(ENOUGH)
                .evaluateEvery(100)
                .checkpointEvery(0)
                .link("100mbit,20ms");
        if (method.equals("gossip")) {
            return job.set(method, "local-steps", "1").build();
        }
        if (method.equals("fedfix")) {
            return job.set(method, "clients", "10").build();
        }
        return job.set(method, "sync-every", Integer.toString(PERIOD))
                .set(method, "learning-rate-warmup", "0")
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"streaming-diloco", "co2", "gossip", "fedfix"})
    void theOthersGoOnAndWhoComesTakesPart(String method) throws Exception {
        try (DisturbedRun run = new DisturbedRun(job(method), OnLoss.REPLACE, folder.resolve("run"), 1)) {
            run.awaitSteps(5 * PERIOD);
            run.killWorker(KILLED);
            run.await("it is missed", () -> !run.events(Event.Lost.class).isEmpty());
            long missed = run.steps();
            run.await("another takes part", () -> steps(run, KILLED).getLast() > missed + 3 * PERIOD);
            run.requestStop();
            MethodResult result = run.result().runs().getFirst();

            // At each evaluation all compare the parameters that they share.
            assertThat(run.events(Event.Failed.class)).isEmpty();
            assertThat(run.events(Event.Lost.class))
                    .containsExactly(new Event.Lost(KILLED, "was killed by signal 9", true));
            assertThat(run.log()).contains("\"event\":\"lost\",\"worker\":" + KILLED);
            assertThat(run.events(Event.Finished.class))
                    .hasSize(WORKERS)
                    .allSatisfy(finished -> assertThat(finished.steps()).isEqualTo(result.steps()));
            for (int other : List.of(0, 2, 3)) {
                assertThat(steps(run, other))
                        .containsExactlyElementsOf(
                                LongStream.range(0, result.steps()).boxed().toList());
            }
            requireTakesUp(steps(run, KILLED), result.steps());
            // Of ten classes, after as many steps as it took.
            assertThat(run.events(Event.Evaluation.class).getLast().accuracy()).isGreaterThan(0.3);
        }
    }

    private static List<Long> steps(DisturbedRun run, int worker) {
        return run.events(Event.Step.class).stream()
                .filter(step -> step.worker() == worker)
                .map(Event.Step::step)
                .toList();
    }

    /** The steps of the lost one, and from some later merge on those of who came instead. */
    private static void requireTakesUp(List<Long> steps, long end) {
        int lost = 0;
        while (steps.get(lost) == lost) {
            lost++;
        }
        assertThat(lost).isGreaterThanOrEqualTo(PERIOD);
        assertThat(steps.subList(lost, steps.size()))
                .containsExactlyElementsOf(
                        LongStream.range(steps.get(lost), end).boxed().toList());
    }
}

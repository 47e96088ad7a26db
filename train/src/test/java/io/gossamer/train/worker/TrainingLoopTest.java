package io.gossamer.train.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.net.collective.PeerFailureException;
import io.gossamer.net.simulation.Fault;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.net.simulation.Outcome;
import io.gossamer.net.simulation.SimulationResult;
import io.gossamer.train.job.Job;
import io.gossamer.train.job.JobBuilder;
import io.gossamer.train.method.Preset;
import io.gossamer.train.method.Presets;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.MethodResult;
import io.gossamer.train.run.Summary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs of several workers in the simulation. */
class TrainingLoopTest {
    private static final int STEPS = 30;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    static Stream<String> methods() {
        return Presets.all().stream().map(Preset::name);
    }

    static Stream<String> methodsThatSayTensors() {
        return methods()
                .filter(method -> !method.equals("one-byte"))
                // The client of worker 0 is the slowest, and in many an aggregation says nothing.
                .filter(method -> !List.of("fedasync", "fedbuff").contains(method));
    }

    private static JobBuilder job(String method) {
        JobBuilder builder = Job.builder()
                .task("digits")
                .model("logistic")
                .methods(method)
                .workers(3)
                .link("20mbit,5ms")
                .steps(STEPS)
                .batch(8)
                .evaluateEvery(10)
                .checkpointEvery(0)
                .set(
                        Job.EVERY_METHOD,
                        "learning-rate",
                        List.of(
                                                "diloco",
                                                "streaming-diloco",
                                                "adam",
                                                "onebit-adam",
                                                "onebit-naive-adam",
                                                "one-byte",
                                                "fedasync",
                                                "fedbuff")
                                        .contains(method)
                                ? "0.01"
                                : "0.1");
        return List.of("localsgd", "diloco", "streaming-diloco", "co2", "slowmo", "overlap-localsgd")
                        .contains(method)
                ? builder.set(method, "sync-every", "7")
                : builder;
    }

    private SimulatedCluster cluster(JobBuilder builder, String name) {
        return new SimulatedCluster(builder.build(), folder.resolve(name));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void allWorkersEndWithTheSameModelAndItLearns(String method) {
        SimulatedCluster cluster = cluster(job(method), "run");
        cluster.run().requireReturned();
        assertThat(cluster.hashes()).hasSize(3).containsOnly(cluster.hashes().getFirst());
        List<Event.Evaluation> evaluations = cluster.events(Event.Evaluation.class);
        assertThat(evaluations).extracting(Event.Evaluation::step).containsExactly(0L, 10L, 20L, 30L);
        assertThat(evaluations.getLast().loss())
                .isLessThan(evaluations.getFirst().loss());
        assertThat(cluster.events(Event.Finished.class)).hasSize(3);
    }

    @ParameterizedTest
    @MethodSource("methodsThatSayTensors")
    void workerZeroTellsNowAndThenWhatTheLayersLose(String method) {
        SimulatedCluster cluster = cluster(job(method), "run");
        cluster.run().requireReturned();
        List<Event.Layers> told = cluster.events(Event.Layers.class);
        assertThat(told).hasSizeBetween(1, 4).allMatch(layers -> layers.worker() == 0);
        assertThat(told.getLast().step()).isEqualTo(STEPS - 1);
        for (Event.Layers layers : told) {
            assertThat(layers.said()).isNotEmpty().allSatisfy(said -> {
                assertThat(said.error()).isBetween(0.0, 100.0);
                assertThat(said.bits()).isPositive();
                assertThat(said.error() == 0).isEqualTo(said.bits() == 32);
            });
        }
    }

    @Test
    void layersAreMeasuredInTheFirstStepAndInTheLastBeforeEachEvaluation() {
        SimulatedCluster cluster = cluster(job("dgc"), "run");
        cluster.run().requireReturned();
        assertThat(cluster.events(Event.Layers.class))
                .extracting(Event.Layers::step)
                .containsExactly(0L, 9L, 19L, 29L);
        SimulatedCluster seldom = cluster(job("localsgd"), "seldom");
        seldom.run().requireReturned();
        // It talks after every seventh step and after the last.
        assertThat(seldom.events(Event.Layers.class))
                .extracting(Event.Layers::step)
                .containsExactly(6L, 13L, 20L, 29L);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theSameSeedGivesTheSameBytes(String method) throws Exception {
        SimulatedCluster one = cluster(job(method), "one");
        SimulatedCluster other = cluster(job(method).link("1mbit,50ms,0.02"), "other");
        one.run().requireReturned();
        other.run().requireReturned();
        assertThat(Files.mismatch(one.model(), other.model())).isEqualTo(-1);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void aResumedRunEqualsTheUninterruptedOne(String method) throws Exception {
        SimulatedCluster whole = cluster(job(method), "whole");
        whole.run().requireReturned();

        SimulatedCluster first = cluster(job(method), "parts").withStop(1, 11);
        first.run().requireReturned();
        List<Event.Finished> stopped = first.events(Event.Finished.class);
        assertThat(stopped).allMatch(Event.Finished::stopped);
        assertThat(stopped)
                .extracting(Event.Finished::steps)
                .containsOnly(stopped.getFirst().steps());
        assertThat(stopped.getFirst().steps()).isBetween(12L, (long) STEPS - 1);
        assertThat(first.model()).doesNotExist();

        SimulatedCluster rest = cluster(job(method), "parts")
                .resumedFrom(first, stopped.getFirst().steps());
        rest.run().requireReturned();
        assertThat(rest.hashes()).isEqualTo(whole.hashes());
        assertThat(Files.mismatch(rest.model(), whole.model())).isEqualTo(-1);
        assertThat(rest.events(Event.Finished.class).getFirst().sent().total())
                .isGreaterThan(stopped.getFirst().sent().total());
    }

    @Test
    void aKilledWorkerEndsTheRunForTheOthersByName() {
        SimulatedCluster cluster = cluster(job("dgc").steps(100_000), "run")
                .withFaults(FaultSchedule.of(new Fault.Kill(Duration.ofSeconds(3), "worker-2")));
        SimulationResult result = cluster.run();
        for (int survivor = 0; survivor < 2; survivor++) {
            assertThat(result.outcome("worker-" + survivor)).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                assertThat(failed.cause())
                        .isInstanceOfSatisfying(
                                PeerFailureException.class,
                                lost -> assertThat(lost.rank()).isEqualTo(2));
                assertThat(failed.at()).isLessThan(Duration.ofSeconds(6));
            });
        }
    }

    @Test
    void aLossThatIsNotFiniteEndsTheRun() {
        SimulatedCluster cluster = cluster(job("allreduce").set("allreduce", "learning-rate", "1e38"), "run");
        SimulationResult result = cluster.run();
        assertThat(result.outcome("worker-0"))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.cause()).isInstanceOf(GossamerException.class));
        assertThat(result.outcomes().values().stream()
                        .filter(Outcome.Failed.class::isInstance)
                        .map(outcome -> ((Outcome.Failed) outcome).cause().getMessage()))
                .anyMatch(message -> message.contains("loss of worker"));
    }

    @Test
    void localStepsOfOneAreDataParallelTraining() {
        SimulatedCluster local =
                cluster(job("localsgd").set("localsgd", "sync-every", "1").set("localsgd", "momentum", "0"), "local");
        SimulatedCluster parallel = cluster(job("allreduce").set("allreduce", "momentum", "0"), "parallel");
        local.run().requireReturned();
        parallel.run().requireReturned();
        double difference = local.events(Event.Evaluation.class).getLast().loss()
                - parallel.events(Event.Evaluation.class).getLast().loss();
        assertThat(difference).isBetween(-1e-5, 1e-5);
    }

    /** Exact check of sheet 06. */
    @Test
    void streamingInOneFragmentAtOnceAndWithoutMixingIsDiLoCoBitForBit() {
        SimulatedCluster diloco = cluster(job("diloco").model("mlp:8-8"), "diloco");
        SimulatedCluster streaming =
                cluster(streaming("1", "0", "0", "f32").set("streaming-diloco", "sync-every", "7"), "streaming");
        diloco.run().requireReturned();
        streaming.run().requireReturned();
        assertThat(streaming.hashes()).isEqualTo(diloco.hashes());
    }

    private static JobBuilder streaming(String fragments, String overlap, String mixing, String codec) {
        return job("streaming-diloco")
                .model("mlp:8-8")
                .set("streaming-diloco", "fragments", fragments)
                .set("streaming-diloco", "overlap", overlap)
                .set("streaming-diloco", "mixing", mixing)
                .set("streaming-diloco", "codec", codec)
                .set("streaming-diloco", "sync-every", "6");
    }

    /** Fragments are under way at every stop: turns come after steps 2, 4, 6, ..., and each takes 3 steps. */
    @ParameterizedTest
    @ValueSource(strings = {"f32", "fp4"})
    void whatIsUnderWayWhereARunStopsArrivesWhereItGoesOn(String codec) throws Exception {
        JobBuilder job = streaming("3", "3", "0.5", codec);
        SimulatedCluster whole = cluster(job, "whole");
        whole.run().requireReturned();
        assertThat(whole.hashes()).containsOnly(whole.hashes().getFirst());
        SimulatedCluster first = cluster(job, "parts").withStop(1, 11);
        first.run().requireReturned();
        long steps = first.events(Event.Finished.class).getFirst().steps();
        SimulatedCluster rest = cluster(job, "parts").resumedFrom(first, steps);
        rest.run().requireReturned();
        assertThat(steps).isLessThan(STEPS);
        assertThat(Files.mismatch(rest.model(), whole.model())).isEqualTo(-1);
    }

    /** An exchange takes 10 to 15 ms of latency, the step beside it 20 ms: all but the last one is hidden. */
    @Test
    void whatIsSaidBesideAStepIsHiddenAndWhatIsAwaitedAtOnceIsNot() {
        MethodResult beside = timed("1");
        MethodResult atOnce = timed("0");
        assertThat(beside.hiddenSeconds()).isPositive();
        assertThat(beside.hiddenSeconds()).isLessThanOrEqualTo(beside.computeSeconds());
        double communicated = beside.hiddenSeconds() + beside.sendSeconds() + beside.waitSeconds();
        assertThat(beside.hiddenSeconds() / communicated).isGreaterThan(0.7);
        assertThat(atOnce.hiddenSeconds()).isZero();
        assertThat(atOnce.sendSeconds() + atOnce.waitSeconds()).isCloseTo(communicated, within(0.1 * communicated));
        assertThat(atOnce.seconds()).isGreaterThan(beside.seconds() + 0.9 * beside.hiddenSeconds());
    }

    private MethodResult timed(String overlap) {
        SimulatedCluster cluster = cluster(streaming("3", overlap, "0.5", "f32"), "overlap" + overlap)
                .withStepTime(Duration.ofMillis(20));
        cluster.run().requireReturned();
        Summary summary = new Summary(0);
        cluster.events().forEach(summary::add);
        return summary.result("streaming-diloco", Map.of(), null, "report.html");
    }

    @Test
    void anOverlapThatReachesTheNextTurnIsRefused() {
        SimulatedCluster cluster = cluster(streaming("3", "6", "0.5", "fp4"), "run");
        assertThat(cluster.run().outcome("worker-0"))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.cause()).hasMessageContaining("cannot take 6 steps"));
    }

    @Test
    void bytesOfTheDenseRingAreThoseOfTheTheory() {
        SimulatedCluster cluster = cluster(job("allreduce").model("mlp"), "run");
        cluster.run().requireReturned();
        long parameters = cluster.events(Event.Started.class).getFirst().parameters();
        for (Event.Step step : cluster.events(Event.Step.class)) {
            // Two phases, each worker sends 2/3 of the buffer in either; the vote is one float more.
            assertThat(step.sent().dense()).isBetween(parameters * 4 * 4 / 3 - 16, (parameters + 1) * 4 * 4 / 3 + 16);
            assertThat(step.sent().compressed()).isZero();
            assertThat(step.sent().control()).isLessThan(step.sent().dense() / 20);
        }
    }
}

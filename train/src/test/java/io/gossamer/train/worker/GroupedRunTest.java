package io.gossamer.train.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.net.collective.PeerFailureException;
import io.gossamer.net.simulation.Fault;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.net.simulation.Outcome;
import io.gossamer.net.simulation.SimulationResult;
import io.gossamer.train.job.Job;
import io.gossamer.train.job.JobBuilder;
import io.gossamer.train.run.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole runs of CO2 among groups of workers. */
class GroupedRunTest {
    private static final int STEPS = 30;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    private static JobBuilder job(String method, int workers) {
        return Job.builder()
                .task("digits")
                .model("mlp:8-8")
                .methods(method)
                .workers(workers)
                .link("20mbit,5ms")
                .steps(STEPS)
                .batch(8)
                .evaluateEvery(10)
                .checkpointEvery(0)
                .set(method, "learning-rate", "0.05");
    }

    private static JobBuilder job(int workers, int size, int zero) {
        return job("co2", workers)
                .set("co2", "sync-every", "7")
                .set("co2", "group-size", Integer.toString(size))
                .set("co2", "zero", Integer.toString(zero));
    }

    private SimulatedCluster cluster(JobBuilder builder, String name) {
        return new SimulatedCluster(builder.build(), folder.resolve(name));
    }

    @ParameterizedTest
    @CsvSource({"sgd,0,false", "sgd,0.5,false", "adamw,0.5,false", "adamw,0.5,true"})
    void allShardingsTrainTheSameModel(String optimizer, String clip, boolean shardedMomentum) throws Exception {
        List<SimulatedCluster> runs = new ArrayList<>();
        for (int zero = 0; zero < 3; zero++) {
            SimulatedCluster run = cluster(
                    job(6, 3, zero)
                            .set("co2", "optimizer", optimizer)
                            .set("co2", "learning-rate", optimizer.equals("adamw") ? "0.01" : "0.05")
                            .set("co2", "clip", clip)
                            // A divisor differs seldom: many rounds.
                            .set("co2", "sync-every", shardedMomentum ? "1" : "7")
                            .set("co2", "sharded-momentum", Boolean.toString(shardedMomentum && zero > 0)),
                    "zero" + zero);
            run.run().requireReturned();
            assertThat(run.hashes()).containsOnly(run.hashes().getFirst());
            List<Event.Evaluation> evaluations = run.events(Event.Evaluation.class);
            assertThat(evaluations.getLast().loss())
                    .isLessThan(evaluations.getFirst().loss());
            runs.add(run);
        }
        assertThat(runs.get(1).hashes()).isEqualTo(runs.get(0).hashes());
        assertThat(runs.get(2).hashes()).isEqualTo(runs.get(0).hashes());
        double[] state =
                runs.stream().mapToDouble(GroupedRunTest::innerStateBytes).toArray();
        // Pieces differ by an element, and AdamW counts its steps.
        assertThat(state[1]).isEqualTo(state[2]).isBetween(state[0] / 3, state[0] / 3 + 16);
    }

    private static double innerStateBytes(SimulatedCluster run) {
        List<Event.Noted> notes = run.events(Event.Noted.class).stream()
                .filter(note -> note.figures().containsKey("innerStateBytes"))
                .toList();
        assertThat(notes).hasSize(1);
        return notes.getFirst().figures().get("innerStateBytes");
    }

    /** An average among the groups is under way where the run stops, and so are votes of one group that the other has not heard. */
    @ParameterizedTest
    @CsvSource({"0,false", "1,true", "2,false", "2,true"})
    void aResumedRunEqualsTheUninterruptedOne(int zero, String shardedMomentum) throws Exception {
        JobBuilder job = job(4, 2, zero).set("co2", "sharded-momentum", shardedMomentum);
        SimulatedCluster whole = cluster(job, "whole");
        whole.run().requireReturned();
        SimulatedCluster first = cluster(job, "parts").withStop(1, 11);
        first.run().requireReturned();
        List<Event.Finished> stopped = first.events(Event.Finished.class);
        long steps = stopped.getFirst().steps();
        assertThat(stopped).hasSize(4).allMatch(Event.Finished::stopped).allMatch(end -> end.steps() == steps);
        assertThat(steps).isBetween(12L, STEPS - 1L);
        SimulatedCluster rest = cluster(job, "parts").resumedFrom(first, steps);
        rest.run().requireReturned();
        assertThat(rest.hashes()).isEqualTo(whole.hashes());
        assertThat(Files.mismatch(rest.model(), whole.model())).isEqualTo(-1);
    }

    @Test
    void theSameSeedGivesTheSameBytesOverAnyLink() throws Exception {
        SimulatedCluster one = cluster(job(4, 2, 2), "one");
        SimulatedCluster other = cluster(job(4, 2, 2).link("1mbit,50ms,0.02"), "other");
        one.run().requireReturned();
        other.run().requireReturned();
        assertThat(Files.mismatch(one.model(), other.model())).isEqualTo(-1);
    }

    @Test
    void aKilledWorkerIsNamedInAllGroups() {
        SimulatedCluster cluster = cluster(job(4, 2, 2).steps(100_000), "run")
                .withFaults(FaultSchedule.of(new Fault.Kill(Duration.ofSeconds(3), "worker-2")));
        SimulationResult result = cluster.run();
        for (int survivor : new int[] {0, 1, 3}) {
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
    void allWorkersInOneGroupTrainAsDataParallelWorkers() {
        JobBuilder grouped = job(3, 3, 2)
                .set("co2", "staleness", "0")
                .set("co2", "outer-momentum", "0")
                .set("co2", "outer-clip", "0");
        SimulatedCluster co2 = cluster(grouped, "co2");
        SimulatedCluster parallel = cluster(job("allreduce", 3), "allreduce");
        co2.run().requireReturned();
        parallel.run().requireReturned();
        double difference = co2.events(Event.Evaluation.class).getLast().loss()
                - parallel.events(Event.Evaluation.class).getLast().loss();
        assertThat(difference).isBetween(-1e-5, 1e-5);
    }

    @Test
    void workersWhoDoNotMakeUpGroupsAreRefused() {
        assertThat(cluster(job(3, 2, 0), "run").run().outcome("worker-0"))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.cause())
                                .isInstanceOf(GossamerException.class)
                                .hasMessageContaining("3 workers do not make up groups of 2"));
    }

    @Test
    void workersWhoComeAndGoCannotFormGroups() {
        SimulationResult result = new ElasticCluster(job(4, 2, 0).build(), folder).run();
        assertThat(result.outcomes().values())
                .filteredOn(Outcome.Failed.class::isInstance)
                .isNotEmpty()
                .anySatisfy(outcome -> assertThat(((Outcome.Failed) outcome).cause())
                        .isInstanceOf(GossamerException.class)
                        .hasMessageContaining("come and go cannot form groups"));
    }
}

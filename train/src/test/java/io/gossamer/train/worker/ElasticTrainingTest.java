package io.gossamer.train.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.net.simulation.Outcome;
import io.gossamer.net.simulation.SimulationResult;
import io.gossamer.train.job.Job;
import io.gossamer.train.job.JobBuilder;
import io.gossamer.train.run.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole runs in the simulation whose workers come and go. */
class ElasticTrainingTest {
    private static final int STEPS = 40;
    private static final long SEEDS = Long.getLong("gossamer.seeds", 8);

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    static Stream<String> elasticMethods() {
        return Stream.of(
                "allreduce",
                "adam",
                "topk",
                "dgc",
                "localsgd",
                "diloco",
                "streaming-diloco",
                "co2",
                "slowmo",
                "overlap-localsgd",
                "lgreco",
                "gossip",
                "single-merge");
    }

    private static JobBuilder job(String method, int workers) {
        JobBuilder builder = Job.builder()
                .task("digits")
                .model("logistic")
                .methods(method)
                .workers(workers)
                .link("5mbit,20ms")
                .steps(STEPS)
                .batch(8)
                .evaluateEvery(10)
                .checkpointEvery(0)
                .set(
                        Job.EVERY_METHOD,
                        "learning-rate",
                        method.equals("adam") || method.endsWith("diloco") ? "0.01" : "0.1");
        return talksSeldom(method) ? builder.set(method, "sync-every", "5") : builder;
    }

    private static boolean talksSeldom(String method) {
        return List.of("localsgd", "slowmo", "overlap-localsgd", "co2").contains(method) || method.endsWith("diloco");
    }

    /** Whether a run is over sooner than others. */
    private static boolean isShort(String method) {
        return talksSeldom(method) || method.equals("gossip") || method.equals("single-merge");
    }

    private ElasticCluster cluster(Job job, String name) {
        return new ElasticCluster(job, folder.resolve(name));
    }

    private static void requireAgreement(ElasticCluster cluster, int survivors) {
        assertThat(cluster.hashes()).hasSize(survivors);
        assertThat(cluster.hashes().values())
                .containsOnly(cluster.hashes().values().iterator().next());
    }

    @ParameterizedTest
    @MethodSource("elasticMethods")
    void whoLeavesCostsTheOthersNothing(String method) {
        ElasticCluster cluster = cluster(job(method, 3).build(), "run").withLeaver("worker1", 12);
        cluster.run();
        Event.Finished left = cluster.events("worker1", Event.Finished.class).getFirst();
        assertThat(left.steps()).isEqualTo(12);
        assertThat(left.stopped()).isTrue();
        for (String other : List.of("worker0", "worker2")) {
            Event.Finished finished =
                    cluster.events(other, Event.Finished.class).getFirst();
            assertThat(finished.steps()).isEqualTo(STEPS);
            assertThat(finished.stopped()).isFalse();
        }
        assertThat(cluster.hashes().get("worker0"))
                .isEqualTo(cluster.hashes().get("worker2"))
                .isNotEqualTo(cluster.hashes().get("worker1"));
    }

    @ParameterizedTest
    @MethodSource("elasticMethods")
    void whoIsLeftGoesOnAndWhoComesTakesPart(String method) {
        ElasticCluster cluster = cluster(job(method, 3).build(), "run")
                .withFaults("kill worker1 at " + (isShort(method) ? "1000ms" : "1500ms"))
                .withJoiner("late", Duration.ofMillis(500));
        SimulationResult result = cluster.run();
        assertThat(result.outcome("worker0")).isInstanceOf(Outcome.Returned.class);
        assertThat(result.outcome("late")).isInstanceOf(Outcome.Returned.class);
        requireAgreement(cluster, 3);
        var evaluations = cluster.events("worker0", Event.Evaluation.class);
        assertThat(evaluations).extracting(Event.Evaluation::step).containsExactly(0L, 10L, 20L, 30L, 40L);
        assertThat(evaluations.getLast().loss())
                .isLessThan(evaluations.getFirst().loss());
        assertThat(cluster.events("late", Event.Step.class)).hasSizeBetween(5, STEPS - 1);
    }

    @Test
    void whoeverIsKilledWheneverTheOthersNeverDisagreeOrStop() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            RandomStream random = RandomStream.of(seed, Purpose.TEST, -1, 9, 0);
            String faults = "kill worker%d at %dms; freeze worker2 for %dms at %dms"
                    .formatted(
                            random.nextInt(2),
                            200 + random.nextInt(4000),
                            random.nextInt(1500),
                            200 + random.nextInt(4000));
            Job job = job(seed % 2 == 0 ? "dgc" : "allreduce", 4).seed(seed).build();
            ElasticCluster cluster = cluster(job, "seed" + seed)
                    .withFaults(faults)
                    .withJoiner("late", Duration.ofMillis(random.nextInt(4000)));
            cluster.run();
            assertThat(cluster.hashes()).as("seed %d: %s", seed, faults).hasSizeBetween(3, 4);
            requireAgreement(cluster, cluster.hashes().size());
        }
    }

    /** Fragments in 4 bits, of which some are under way whenever it happens. */
    @Test
    void whoeverIsKilledWhileFragmentsAreUnderWayTheOthersNeverDisagreeOrStop() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            RandomStream random = RandomStream.of(seed, Purpose.TEST, -1, 10, 0);
            String faults = "kill worker%d at %dms".formatted(random.nextInt(3), 200 + random.nextInt(2500));
            Job job = job("streaming-diloco", 4)
                    .model("mlp:8-8")
                    .set("streaming-diloco", "sync-every", "6")
                    .set("streaming-diloco", "overlap", "3")
                    .seed(seed)
                    .build();
            ElasticCluster cluster = cluster(job, "seed" + seed)
                    .withFaults(faults)
                    .withJoiner("late", Duration.ofMillis(random.nextInt(2000)));
            cluster.run();
            assertThat(cluster.hashes()).as("seed %d: %s", seed, faults).hasSizeBetween(3, 5);
            requireAgreement(cluster, cluster.hashes().size());
        }
    }

    @Test
    void aRunThatNobodyDisturbsEqualsThatOfFixedWorkers() {
        Job job = job("allreduce", 3).build();
        ElasticCluster elastic = cluster(job, "elastic");
        elastic.run();
        requireAgreement(elastic, 3);
        SimulatedCluster fixed = new SimulatedCluster(job, folder.resolve("fixed"));
        fixed.run().requireReturned();
        assertThat(elastic.hashes().values()).containsOnly(fixed.hashes().getFirst());
    }

    @Test
    void aMethodThatNeedsFixedWorkersSaysSo() {
        ElasticCluster cluster = cluster(job("onebit-adam", 2).build(), "run");
        SimulationResult result = cluster.run();
        assertThat(Stream.of("worker0", "worker1").map(result::outcome))
                .anySatisfy(outcome -> assertThat(outcome)
                        .isInstanceOfSatisfying(
                                Outcome.Failed.class,
                                failed -> assertThat(failed.cause())
                                        .hasMessageContaining(
                                                "With onebit-adam, as it is set, workers cannot come and go")));
    }
}

package io.gossamer.train.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.model.checkpoint.DType;
import io.gossamer.model.checkpoint.SafetensorsFile;
import io.gossamer.model.checkpoint.TensorInfo;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.net.simulation.Outcome;
import io.gossamer.train.exchange.ClientTraffic;
import io.gossamer.train.job.Job;
import io.gossamer.train.job.JobBuilder;
import io.gossamer.train.run.Event;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs of nodes with models of their own. */
class DecentralisedRunTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    private static JobBuilder job(String method, int workers, int rounds, String... settings) {
        JobBuilder builder = Job.builder()
                .task("digits")
                .model("mlp:12")
                .methods(method)
                .workers(workers)
                .link("20mbit,5ms")
                .steps(rounds)
                .batch(8)
                .evaluateEvery(rounds)
                .checkpointEvery(0);
        for (int i = 0; i < settings.length; i += 2) {
            builder.set(method, settings[i], settings[i + 1]);
        }
        return builder;
    }

    private SimulatedCluster run(JobBuilder job, String name) {
        SimulatedCluster cluster = new SimulatedCluster(job.build(), folder.resolve(name));
        cluster.run().requireReturned();
        return cluster;
    }

    private static double loss(SimulatedCluster cluster) {
        return cluster.events(Event.Evaluation.class).getLast().loss();
    }

    private static Map<String, Double> figures(SimulatedCluster cluster) {
        return cluster.events(Event.Noted.class).getLast().figures();
    }

    private static List<ClientTraffic> traffic(SimulatedCluster cluster) {
        return cluster.events(Event.Clients.class).stream()
                .flatMap(of -> of.clients().stream())
                .toList();
    }

    @Test
    void oneNodeIsPlainSgdBitForBit() {
        String[] plain = {"momentum", "0", "learning-rate-warmup", "0", "learning-rate-decay", "constant"};
        JobBuilder sgd = job("allreduce", 1, 30, plain).set("allreduce", "learning-rate", "0.05");
        String hash = run(sgd, "sgd").hashes().getFirst();
        for (String method : List.of("gossip", "single-merge")) {
            assertThat(run(job(method, 1, 6, "local-steps", "5"), method).hashes())
                    .containsExactly(hash);
        }
    }

    @Test
    void allHearingAllAfterEveryStepIsSgdOnTheLargeBatch() {
        String[] plain = {"momentum", "0", "learning-rate-warmup", "0", "learning-rate-decay", "constant", "clip", "0"};
        SimulatedCluster large = run(job("allreduce", 3, 20, plain).set("allreduce", "learning-rate", "0.05"), "large");
        SimulatedCluster complete =
                run(job("gossip", 3, 20, "local-steps", "1", "topology", "complete", "clip", "0"), "complete");
        requireAlike(complete.model(), large.model());
        assertThat(figures(complete).get("consensusError")).isLessThan(1e-10);
    }

    /** The same parameters within 1e-5. */
    private static void requireAlike(Path model, Path other) {
        try (Arena arena = Arena.ofConfined()) {
            SafetensorsFile first = SafetensorsFile.open(model, arena);
            SafetensorsFile second = SafetensorsFile.open(other, arena);
            List<String> names = second.tensors().stream().map(TensorInfo::name).toList();
            assertThat(first.tensors().stream().map(TensorInfo::name)).containsExactlyElementsOf(names);
            assertThat(names)
                    .isNotEmpty()
                    .allSatisfy(name ->
                            assertThat(floats(first, name)).containsExactly(floats(second, name), within(1e-5f)));
        }
    }

    private static float[] floats(SafetensorsFile file, String name) {
        assertThat(file.tensor(name).type()).isEqualTo(DType.F32);
        return file.data(name).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    }

    @Test
    void whoLivesWhereChangesNothingInWhatIsLearnt() {
        String[] settings = {"nodes", "6", "topology", "ring", "local-steps", "3"};
        SimulatedCluster one = run(job("gossip", 1, 5, settings), "one");
        SimulatedCluster three = run(job("gossip", 3, 5, settings), "three");
        SimulatedCluster four = run(job("gossip", 4, 5, settings), "four");
        for (SimulatedCluster other : List.of(three, four)) {
            assertThat(loss(other)).isCloseTo(loss(one), within(1e-5));
            assertThat(figures(other).get("localAccuracy"))
                    .isEqualTo(figures(one).get("localAccuracy"));
            assertThat(figures(other).get("consensusError"))
                    .isCloseTo(figures(one).get("consensusError"), within(1e-6));
            assertThat(traffic(other)).containsExactlyInAnyOrderElementsOf(traffic(one));
        }
    }

    @Test
    void nodesCountWhatTheySayWhereverTheHearersLive() {
        SimulatedCluster ring = run(job("gossip", 2, 5, "nodes", "6", "topology", "ring", "local-steps", "1"), "ring");
        long model = 4 * ring.events(Event.Started.class).getFirst().parameters();
        assertThat(traffic(ring)).hasSize(6).allSatisfy(node -> {
            assertThat(node.up()).isEqualTo(5 * 2 * model);
            assertThat(node.down()).isEqualTo(5 * 2 * model);
        });
        SimulatedCluster alone = run(
                job("single-merge", 2, 5, "nodes", "6", "neighbours", "truncate(0,all,1)", "local-steps", "1"),
                "alone");
        assertThat(traffic(alone)).allSatisfy(node -> assertThat(node.up()).isEqualTo(model * 10 / 6));
    }

    @Test
    void aMergeIsJudgedAlongTheWayAndChangesNothing() {
        String[] settings = {"nodes", "4", "neighbours", "0.5", "local-steps", "5"};
        SimulatedCluster often = run(job("single-merge", 2, 6, settings).evaluateEvery(1), "often");
        SimulatedCluster once = run(job("single-merge", 2, 6, settings), "once");
        assertThat(often.hashes()).isEqualTo(once.hashes());
        List<Event.Noted> notes = often.events(Event.Noted.class);
        assertThat(notes).hasSize(7);
        assertThat(notes.getFirst().figures()).containsEntry("consensusError", 0.0);
        assertThat(notes.get(3).figures().get("consensusError")).isPositive();
        assertThat(notes)
                .allSatisfy(note -> assertThat(note.figures())
                        .containsKeys("mergedAccuracy", "mergedLoss", "localAccuracy", "localLoss"));
    }

    /** An epoch of 67 examples ends within the third round, the run stops after the fourth or later. */
    @Test
    void whoResamplesGoesOnAsIfNothingHadHappened() throws Exception {
        String[] settings = {"nodes", "6", "local-steps", "3"};
        JobBuilder job = job("single-merge", 2, 8, settings).sharding("dirichlet(0.3,resample)");
        SimulatedCluster whole = run(job, "whole");
        SimulatedCluster first = new SimulatedCluster(job.build(), folder.resolve("parts")).withStop(1, 4);
        first.run().requireReturned();
        long done = first.events(Event.Finished.class).getFirst().steps();
        assertThat(done).isBetween(4L, 7L);
        SimulatedCluster rest = new SimulatedCluster(job.build(), folder.resolve("parts")).resumedFrom(first, done);
        rest.run().requireReturned();
        assertThat(rest.hashes()).isEqualTo(whole.hashes());
        assertThat(Files.mismatch(rest.model(), whole.model())).isEqualTo(-1);
        SimulatedCluster fixed = run(job.sharding("dirichlet(0.3)"), "fixed");
        assertThat(fixed.hashes()).isNotEqualTo(whole.hashes());
    }

    /** The sheet asks for both to be logged: one in two nodes pulls in each round. */
    @Test
    void mutualPullsKeepTheMeanOfTheModels() {
        String[] settings = {"nodes", "6", "topology", "complete", "neighbours", "0.5", "local-steps", "3"};
        SimulatedCluster directed = run(job("gossip", 2, 6, settings).evaluateEvery(1), "directed");
        SimulatedCluster mutual = run(
                job("gossip", 2, 6, settings).set("gossip", "pulls", "mutual").evaluateEvery(1), "mutual");
        List<Event.Noted> drifting = directed.events(Event.Noted.class);
        List<Event.Noted> keeping = mutual.events(Event.Noted.class);
        assertThat(drifting).hasSize(7);
        assertThat(drifting.getFirst().figures()).containsEntry("meanDrift", 0.0);
        assertThat(drifting.stream()
                        .mapToDouble(note -> note.figures().get("meanDrift"))
                        .max()
                        .orElseThrow())
                .isGreaterThan(1e-5);
        assertThat(keeping)
                .hasSize(7)
                .allSatisfy(note -> assertThat(note.figures().get("meanDrift")).isLessThan(1e-10));
        assertThat(keeping.getLast().figures().get("consensusError")).isPositive();
        assertThat(sum(traffic(mutual))).isGreaterThan(sum(traffic(directed)));
        assertThat(run(job("gossip", 3, 6, settings).set("gossip", "pulls", "mutual"), "three")
                        .events(Event.Noted.class)
                        .getLast()
                        .figures()
                        .get("consensusError"))
                .isCloseTo(keeping.getLast().figures().get("consensusError"), within(1e-6));
    }

    private static long sum(List<ClientTraffic> traffic) {
        return traffic.stream().mapToLong(ClientTraffic::up).sum();
    }

    @Test
    void afterTheMergeAllModelsAreOne() {
        SimulatedCluster cluster = run(job("single-merge", 2, 4, "nodes", "4", "local-steps", "5"), "run");
        assertThat(figures(cluster).get("consensusError")).isLessThan(1e-10);
        assertThat(figures(cluster).get("localAccuracy"))
                .isEqualTo(figures(cluster).get("mergedAccuracy"));
    }

    @Test
    void roundsOfGossipAfterTrainingLeadToConsensus() {
        String[] settings = {"nodes", "8", "neighbours", "0", "local-steps", "5"};
        double apart =
                figures(run(job("single-merge", 2, 4, settings), "apart")).get("consensusError");
        SimulatedCluster mixed =
                run(job("single-merge", 2, 16, settings).set("single-merge", "end-rounds", "12"), "mixed");
        assertThat(figures(mixed).get("consensusError")).isLessThan(1e-6 * apart);
        assertThat(mixed.events(Event.Step.class).stream()
                        .filter(step -> !Double.isNaN(step.loss()))
                        .mapToLong(Event.Step::step)
                        .max())
                .hasValue(3);
    }

    @Test
    void nodesMayStartApart() {
        SimulatedCluster apart = run(job("gossip", 2, 1, "nodes", "4", "start", "apart"), "apart");
        Map<String, Double> atStart = apart.events(Event.Noted.class).getFirst().figures();
        assertThat(atStart.get("consensusError")).isPositive();
    }

    @Test
    void statisticsOfBatchNormTravelAndAreEstimatedAnew() throws Exception {
        JobBuilder job =
                job("single-merge", 2, 3, "nodes", "4", "local-steps", "2").model("resnet8");
        SimulatedCluster estimated = run(job, "estimated");
        SimulatedCluster averaged = run(job.set("single-merge", "calibration-batches", "0"), "averaged");
        assertThat(estimated.hashes()).isEqualTo(averaged.hashes());
        assertThat(Files.mismatch(estimated.model(), averaged.model())).isNotEqualTo(-1);
        long weights = 4 * estimated.events(Event.Started.class).getFirst().parameters();
        assertThat(traffic(estimated).stream().map(ClientTraffic::up).collect(Collectors.averagingLong(up -> up)))
                .isGreaterThan(2.0 * 3 / 4 * weights);
    }

    @Test
    void aNodeForEveryWorkerThereMustBe() {
        SimulatedCluster cluster =
                new SimulatedCluster(job("gossip", 3, 2, "nodes", "2").build(), folder.resolve("few"));
        assertThat(cluster.run().outcome("worker-0"))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.cause()).isInstanceOf(GossamerException.class));
    }
}

package io.gossamer.train.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.core.state.StateHash;
import io.gossamer.model.network.Network;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.train.job.Job;
import io.gossamer.train.job.JobBuilder;
import io.gossamer.train.run.Event;
import io.gossamer.train.zeroth.ScalarHistory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checks of sheet 11 that concern whole runs: what they cost, and what they leave for those who come late. */
class OneByteRunTest {
    private static final int STEPS = 40;
    private static final int WORKERS = 3;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    private static JobBuilder job() {
        return Job.builder()
                .task("digits")
                .model("logistic")
                .methods("one-byte")
                .workers(WORKERS)
                .link("1gbit,1ms")
                .steps(STEPS)
                .batch(16)
                .evaluateEvery(STEPS)
                .checkpointEvery(0)
                .set("one-byte", "learning-rate", "0.01");
    }

    private SimulatedCluster run(JobBuilder job, String name) {
        SimulatedCluster cluster = new SimulatedCluster(job.build(), folder.resolve(name));
        cluster.run().requireReturned();
        return cluster;
    }

    private Path historyOf(String name) {
        return folder.resolve(name).resolve("one-byte").resolve(ScalarHistory.FILE);
    }

    private static double loss(SimulatedCluster cluster) {
        return cluster.events(Event.Evaluation.class).getLast().loss();
    }

    @Test
    void everySampleCostsOneByteToEachOtherWorkerAndTheRestIsFraming() {
        SimulatedCluster cluster = run(job().set("one-byte", "samples", "5"), "run");
        assertThat(cluster.events(Event.Step.class)).hasSize(STEPS * WORKERS).allSatisfy(step -> {
            assertThat(step.sent().compressed()).isEqualTo(5 * (WORKERS - 1));
            assertThat(step.received().compressed()).isEqualTo(5 * (WORKERS - 1));
            assertThat(step.sent().dense()).isZero();
            assertThat(step.sent().control()).isBetween(1L, 200L);
        });
    }

    @Test
    void aLatecomerReplaysTheHistoryToTheSameModel() {
        SimulatedCluster cluster = run(job().set("one-byte", "variance-scaling", "true"), "run");
        Job job = job().build();
        try (TinyTask task = new TinyTask();
                Network latecomer = task.network(job.model(), job.seed())) {
            ScalarHistory.read(historyOf("run")).replay(latecomer.parameters());
            assertThat(StateHash.of(latecomer.parameters()))
                    .isEqualTo(cluster.hashes().getFirst());
        }
    }

    @Test
    void aResumedRunLeavesTheHistoryOfAnUninterruptedOne() throws Exception {
        run(job(), "whole");
        SimulatedCluster first = new SimulatedCluster(job().build(), folder.resolve("parts")).withStop(1, 11);
        first.run().requireReturned();
        long stoppedAt = first.events(Event.Finished.class).getFirst().steps();
        assertThat(ScalarHistory.read(historyOf("parts")).rounds()).isEqualTo(stoppedAt);
        new SimulatedCluster(job().build(), folder.resolve("parts"))
                .resumedFrom(first, stoppedAt)
                .run()
                .requireReturned();
        assertThat(Files.mismatch(historyOf("parts"), historyOf("whole"))).isEqualTo(-1);
    }

    @Test
    void workersJoinAndLeaveBetweenTheLegsOfARun() {
        SimulatedCluster leg = new SimulatedCluster(job().workers(4).build(), folder.resolve("run")).withStop(1, 11);
        leg.run().requireReturned();
        for (int workers : new int[] {3, 5}) {
            SimulatedCluster next = new SimulatedCluster(job().workers(workers).build(), folder.resolve("run"))
                    .resumedFrom(
                            leg, leg.events(Event.Finished.class).getFirst().steps());
            if (workers == 3) {
                next.withStop(0, 20);
            }
            next.run().requireReturned();
            assertThat(next.hashes()).containsOnly(next.hashes().getFirst());
            leg = next;
        }
        ScalarHistory history = ScalarHistory.read(historyOf("run"));
        assertThat(history.rounds()).isEqualTo(STEPS);
        try (TinyTask task = new TinyTask();
                Network latecomer = task.network("logistic", 1)) {
            history.replay(latecomer.parameters());
            assertThat(StateHash.of(latecomer.parameters()))
                    .isEqualTo(leg.hashes().getFirst());
        }
    }

    @Test
    void bytesLearnAsFloatsDoAndMoreWorkersLearnMore() {
        double bytes = loss(run(job(), "bytes"));
        double floats = loss(run(job().set("one-byte", "scalar-code", "float"), "floats"));
        double whole = loss(run(job().set("one-byte", "scalar-code", "whole"), "whole"));
        double alone = loss(run(job().workers(1), "alone"));
        assertThat(bytes / floats).isBetween(0.98, 1.02);
        assertThat(whole / floats).isBetween(0.999, 1.001);
        assertThat(bytes).isLessThan(0.98 * alone);
    }
}

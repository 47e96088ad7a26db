package io.gossamer.train.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.model.tensor.Libtorch;
import io.gossamer.train.job.Job;
import io.gossamer.train.job.JobBuilder;
import io.gossamer.train.run.Event;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exact checks of sheet 70 that concern whole runs. */
class OneBitAdamRunTest {
    private static final int STEPS = 20;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    private static JobBuilder job(String method, int workers) {
        return Job.builder()
                .task("digits")
                .model("logistic")
                .methods(method)
                .workers(workers)
                .link("1gbit,1ms")
                .steps(STEPS)
                .batch(8)
                .evaluateEvery(STEPS)
                .checkpointEvery(0)
                .set(Job.EVERY_METHOD, "learning-rate", "0.01");
    }

    private SimulatedCluster run(JobBuilder job, String name) {
        SimulatedCluster cluster = new SimulatedCluster(job.build(), folder.resolve(name));
        cluster.run().requireReturned();
        return cluster;
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.1"})
    void neverFrozenItIsAdamWithoutBiasCorrectionBitForBit(String clip) {
        SimulatedCluster never = run(
                job("onebit-adam", 2).set("onebit-adam", "freeze", "1000").set("onebit-adam", "clip", clip), "never");
        SimulatedCluster adam =
                run(job("adam", 2).set("adam", "bias-correction", "false").set("adam", "clip", clip), "adam");
        SimulatedCluster frozen =
                run(job("onebit-adam", 2).set("onebit-adam", "freeze", "5").set("onebit-adam", "clip", clip), "frozen");
        assertThat(never.hashes()).isEqualTo(adam.hashes());
        assertThat(frozen.hashes()).isNotEqualTo(adam.hashes());
    }

    @Test
    void itClipsOnceFrozen() {
        JobBuilder frozen = job("onebit-adam", 2).set("onebit-adam", "freeze", "5");
        SimulatedCluster unclipped = run(frozen, "unclipped");
        SimulatedCluster neverReached = run(frozen.set("onebit-adam", "clip", "1e6"), "never-reached");
        SimulatedCluster clipped = run(frozen.set("onebit-adam", "clip", "0.1"), "clipped");
        assertThat(neverReached.hashes()).isEqualTo(unclipped.hashes());
        assertThat(clipped.hashes()).isNotEqualTo(unclipped.hashes());
    }

    @Test
    void aloneItsMomentumStaysExactSoTheCodecMakesNoDifference() {
        SimulatedCluster signs = run(job("onebit-adam", 1).set("onebit-adam", "freeze", "5"), "signs");
        SimulatedCluster whole = run(
                job("onebit-adam", 1).set("onebit-adam", "freeze", "5").set("onebit-adam", "codec", "f32"), "whole");
        assertThat(signs.hashes()).isEqualTo(whole.hashes());
    }

    @Test
    void tensorsThatAreNeverCompressedKeepOrdinaryAdam() {
        SimulatedCluster whole = run(
                job("onebit-adam", 2).set("onebit-adam", "freeze", "5").set("onebit-adam", "whole-tensors", "."),
                "all");
        SimulatedCluster adam = run(job("adam", 2).set("adam", "bias-correction", "false"), "adam");
        assertThat(whole.hashes()).isEqualTo(adam.hashes());
    }

    @Test
    void itSaysWhenItFreezesAndWhatItHoldsStill() {
        SimulatedCluster cluster = run(
                job("onebit-adam", 2).set("onebit-adam", "freeze", "5").set("onebit-adam", "variance-floor", "1e-3"),
                "run");
        assertThat(cluster.events(Event.Noted.class)).singleElement().satisfies(note -> {
            assertThat(note.step()).isEqualTo(4);
            assertThat(note.text())
                    .startsWith("The variance is frozen after step 4; ")
                    .doesNotContain("; 0 of");
        });
    }
}

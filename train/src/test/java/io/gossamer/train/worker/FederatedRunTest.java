package io.gossamer.train.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.model.tensor.Libtorch;
import io.gossamer.net.simulation.Fault;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.net.simulation.Outcome;
import io.gossamer.net.simulation.SimulationResult;
import io.gossamer.train.exchange.ClientTraffic;
import io.gossamer.train.job.Job;
import io.gossamer.train.job.JobBuilder;
import io.gossamer.train.run.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs of federations whose clients outnumber the workers. */
class FederatedRunTest {
    private static final int CLIENTS = 20;
    private static final int SAMPLED = 3;
    private static final int ROUNDS = 24;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    private static JobBuilder job(String method) {
        return Job.builder()
                .task("digits")
                .model("logistic")
                .methods(method)
                .workers(4)
                .link("100mbit,5ms")
                .steps(ROUNDS)
                .batch(8)
                .sharding("label")
                .evaluateEvery(8)
                .checkpointEvery(0)
                .set(method, "clients", Integer.toString(CLIENTS))
                .set(method, "participants", Integer.toString(SAMPLED))
                .set(method, "local-steps", "3");
    }

    private SimulatedCluster run(JobBuilder job, String name) {
        SimulatedCluster cluster = new SimulatedCluster(job.build(), folder.resolve(name));
        cluster.run().requireReturned();
        return cluster;
    }

    private static List<ClientTraffic> traffic(SimulatedCluster cluster) {
        return cluster.events(Event.Clients.class).stream()
                .flatMap(told -> told.clients().stream())
                .sorted(Comparator.comparingInt(ClientTraffic::client))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fed-ef", "fedcomgate", "scaffold", "scallion", "scafcom"})
    void theNumberOfProcessesChangesNothing(String method) {
        SimulatedCluster four = run(job(method), "four");
        SimulatedCluster one = run(job(method).workers(1), "one");
        assertThat(four.hashes()).hasSize(4).containsOnly(one.hashes().getFirst());
        assertThat(traffic(four)).hasSize(CLIENTS).isEqualTo(traffic(one));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fed-ef", "fedcomgate", "scallion", "scafcom"})
    void aResumedFederationGoesOnWhereItStopped(String method) {
        SimulatedCluster whole = run(job(method), "whole");
        SimulatedCluster first = new SimulatedCluster(job(method).build(), folder.resolve("parts")).withStop(2, 9);
        first.run().requireReturned();
        long stoppedAt = first.events(Event.Finished.class).getFirst().steps();
        assertThat(stoppedAt).isBetween(10L, ROUNDS - 1L);
        SimulatedCluster rest =
                new SimulatedCluster(job(method).build(), folder.resolve("parts")).resumedFrom(first, stoppedAt);
        rest.run().requireReturned();
        assertThat(rest.hashes()).isEqualTo(whole.hashes());
        assertThat(traffic(rest)).isEqualTo(traffic(whole));
    }

    @Test
    void scallionWithoutScalingAndCodecIsScaffoldBitForBit() {
        SimulatedCluster scaffold = run(job("scaffold"), "scaffold");
        SimulatedCluster scallion =
                run(job("scallion").set("scallion", "codec", "f32").set("scallion", "control-weight", "1"), "scallion");
        SimulatedCluster automatic = run(job("scallion").set("scallion", "codec", "f32"), "automatic");
        assertThat(scallion.hashes()).isEqualTo(scaffold.hashes());
        assertThat(automatic.hashes()).as("1 / (1 + 0)").isEqualTo(scaffold.hashes());
    }

    @Test
    void aWorkerWhoseClientsRestHasNoLoss() {
        SimulatedCluster cluster = run(job("fedavg").set("fedavg", "participants", "1"), "run");
        List<Event.Step> steps = cluster.events(Event.Step.class);
        for (long round = 0; round < ROUNDS; round++) {
            long number = round;
            assertThat(steps.stream().filter(step -> step.step() == number && !Double.isNaN(step.loss())))
                    .hasSize(1);
        }
    }

    @Test
    void aLostWorkerEndsTheFederationByName() {
        SimulatedCluster cluster = new SimulatedCluster(
                        job("scafcom").steps(100_000).build(), folder.resolve("run"))
                .withFaults(FaultSchedule.of(new Fault.Kill(Duration.ofSeconds(3), "worker-2")));
        SimulationResult result = cluster.run();
        assertThat(result.outcome("worker-0"))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.cause()).hasMessageContaining("2"));
    }
}

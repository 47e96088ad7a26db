package io.gossamer.train.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.model.checkpoint.SafetensorsFile;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.train.exchange.ClientTraffic;
import io.gossamer.train.job.Job;
import io.gossamer.train.job.JobBuilder;
import io.gossamer.train.run.Event;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs of federations whose clients differ in speed. */
class AsynchronousFederationTest {
    static final int CLIENTS = 7;
    static final int STEPS = 24;
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    /** A federation of more clients than workers. */
    static JobBuilder job(String method) {
        return training(method)
                .set(method, "clients", Integer.toString(CLIENTS))
                .set(method, "local-steps", "3");
    }

    private static JobBuilder training(String method) {
        return Job.builder()
                .task("digits")
                .model("logistic")
                .methods(method)
                .workers(3)
                .link("100mbit,5ms")
                .steps(STEPS)
                .batch(8)
                .sharding("dirichlet(0.1)")
                .evaluateEvery(8)
                .checkpointEvery(0);
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

    /** With everything on that draws or remembers. */
    private static JobBuilder rough(String method) {
        return job(method)
                .set(method, "participants", "5")
                .set(method, "speed-noise", "0.5")
                .set(method, "client-dropout", "0.2")
                .set(method, "staleness-discount", "0.5")
                .set(method, "contribution", "current")
                .set(method, "codec", "qsgd(7)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fedfix", "fedbuff", "fedasync"})
    void theNumberOfProcessesChangesNothing(String method) {
        SimulatedCluster three = run(rough(method), "three");
        SimulatedCluster one = run(rough(method).workers(1), "one");
        assertThat(three.hashes()).hasSize(3).containsOnly(one.hashes().getFirst());
        assertThat(traffic(three)).hasSize(CLIENTS).isEqualTo(traffic(one));
        assertThat(three.events(Event.Stood.class)).isEqualTo(one.events(Event.Stood.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fedfix", "fedbuff", "fedasync"})
    void aResumedFederationGoesOnWhereItStopped(String method) {
        SimulatedCluster whole = run(rough(method), "whole");
        SimulatedCluster first = new SimulatedCluster(rough(method).build(), folder.resolve("parts")).withStop(2, 9);
        first.run().requireReturned();
        long stoppedAt = first.events(Event.Finished.class).getFirst().steps();
        assertThat(stoppedAt).isBetween(10L, STEPS - 1L);
        SimulatedCluster rest =
                new SimulatedCluster(rough(method).build(), folder.resolve("parts")).resumedFrom(first, stoppedAt);
        rest.run().requireReturned();
        assertThat(rest.hashes()).isEqualTo(whole.hashes());
        assertThat(traffic(rest)).isEqualTo(traffic(whole));
        assertThat(rest.events(Event.Stood.class).getLast())
                .isEqualTo(whole.events(Event.Stood.class).getLast());
    }

    @Test
    void ticksOfTheSlowestABufferOfAllAndEqualTimesAreFederatedAveragingToTheBit() {
        String average = run(job("fedavg").set("fedavg", "learning-rate", "0.05"), "fedavg")
                .hashes()
                .getFirst();
        Stream.of(
                        plain("fedfix").set("fedfix", "window", "1"),
                        plain("fedbuff").set("fedbuff", "buffer", "0"),
                        plain("fedbuff").set("fedbuff", "buffer", Integer.toString(CLIENTS)),
                        plain("fedfix").set("fedfix", "window", "1").set("fedfix", "speed-gap", "0"))
                .map(job -> run(job, "run" + job.build().hashCode()))
                .forEach(cluster -> assertThat(cluster.hashes()).containsOnly(average));
    }

    /** Local steps as those of {@code fedavg}. */
    private static JobBuilder plain(String method) {
        return job(method).set(method, "momentum", "0").set(method, "clip", "0").set(method, "learning-rate", "0.05");
    }

    @Test
    void aSingleClientIsPlainTrainingInAllSchemes() {
        SimulatedCluster descent = run(plainDescent(), "allreduce");
        List<SimulatedCluster> schemes = Stream.of(
                        single(plain("fedfix").set("fedfix", "window", "1"), "fedfix"),
                        single(plain("fedbuff").set("fedbuff", "buffer", "1"), "fedbuff"),
                        single(plain("fedasync"), "fedasync"),
                        single(job("fedavg").set("fedavg", "learning-rate", "0.05"), "fedavg"))
                .map(job -> run(job, "single" + job.build().hashCode()))
                .toList();
        String same = schemes.getFirst().hashes().getFirst();
        assertThat(schemes).allSatisfy(scheme -> assertThat(scheme.hashes()).containsExactly(same));
        // A client divides by the learning rate what the server multiplies with it; WindowLearnerTest has a case to the
        // bit.
        double[] model = parameters(descent);
        assertThat(parameters(schemes.getFirst())).containsExactly(model, within(1e-6 * largest(model)));
    }

    /** Settings of {@code allreduce} under which it is x = x - eta g. */
    private static JobBuilder plainDescent() {
        JobBuilder builder = training("allreduce").workers(1);
        Map.of(
                        "optimizer", "sgd",
                        "learning-rate", "0.05",
                        "learning-rate-warmup", "0",
                        "learning-rate-decay", "constant",
                        "momentum", "0",
                        "weight-decay", "0",
                        "clip", "0")
                .forEach((setting, value) -> builder.set("allreduce", setting, value));
        return builder;
    }

    /** All values of the saved model. */
    private static double[] parameters(SimulatedCluster cluster) {
        try (Arena arena = Arena.ofConfined()) {
            SafetensorsFile file = SafetensorsFile.open(cluster.model(), arena);
            return file.tensors().stream()
                    .map(tensor -> file.data(tensor.name()))
                    .flatMapToDouble(data -> IntStream.range(0, Math.toIntExact(data.byteSize() / Float.BYTES))
                            .mapToDouble(at -> data.get(FLOAT, (long) at * Float.BYTES)))
                    .toArray();
        }
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElseThrow();
    }

    private static JobBuilder single(JobBuilder builder, String method) {
        return builder.workers(1).set(method, "clients", "1").set(method, "local-steps", "1");
    }

    @Test
    void whatAClientChangesIsRelativeToTheModelItReceived() {
        SimulatedCluster received = run(job("fedasync"), "received");
        SimulatedCluster current = run(job("fedasync").set("fedasync", "contribution", "current"), "current");
        assertThat(received.hashes().getFirst()).isNotEqualTo(current.hashes().getFirst());
        Event.Stood end = received.events(Event.Stood.class).getLast();
        assertThat(end.step()).isEqualTo(STEPS);
        assertThat(end.standing().aggregations()).isEqualTo(STEPS);
        assertThat(end.standing().maxStaleness()).isPositive();
    }
}

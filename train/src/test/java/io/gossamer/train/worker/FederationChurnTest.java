package io.gossamer.train.worker;

import static io.gossamer.train.worker.AsynchronousFederationTest.CLIENTS;
import static io.gossamer.train.worker.AsynchronousFederationTest.STEPS;
import static io.gossamer.train.worker.AsynchronousFederationTest.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.model.tensor.Libtorch;
import io.gossamer.net.simulation.Outcome;
import io.gossamer.train.exchange.ClientTraffic;
import io.gossamer.train.job.JobBuilder;
import io.gossamer.train.run.Event;
import io.gossamer.train.worker.ElasticCluster.Deed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Federations whose clients live at workers that come and go. */
class FederationChurnTest {
    private static final Duration PACE = Duration.ofMillis(40);
    private static final Duration START = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    private ElasticCluster cluster(JobBuilder job, String name) {
        return new ElasticCluster(job.build(), folder.resolve(name))
                .withPace(PACE)
                .withStart(START);
    }

    /** Kills worker1 in the midst of its third window, or the server, and lets another come. */
    private ElasticCluster disturbed(JobBuilder job, ElasticCluster quiet, String victim) {
        List<Deed> calm = quiet.deeds().get("worker0");
        Duration lost = middle(calm.get(2).at().plus(PACE), calm.get(3).at());
        ElasticCluster cluster = cluster(job, "without-" + victim)
                .withFaults("kill %s at %dus".formatted(victim, lost.toNanos() / 1000))
                .withJoiner("late", lost.plus(PACE));
        assertThat(cluster.run().outcome(victim)).isInstanceOf(Outcome.Killed.class);
        return cluster;
    }

    private static Duration middle(Duration from, Duration to) {
        return from.plus(to.minus(from).dividedBy(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fedavg", "fedfix", "fedbuff", "fedasync"})
    void whileNobodyIsLostItIsTheRunOfAFixedGroup(String method) {
        SimulatedCluster fixed = new SimulatedCluster(job(method).build(), folder.resolve("fixed"));
        fixed.run().requireReturned();
        ElasticCluster elastic = cluster(job(method), "elastic");
        elastic.run().requireReturned();
        assertThat(elastic.hashes().values()).containsOnly(fixed.hashes().getFirst());
    }

    /** Whoever lived at the lost worker had started from the model of now anyway. */
    @ParameterizedTest
    @ValueSource(strings = {"worker0", "worker1", "worker2"})
    void whereAllDeliverInEachWindowALostWorkerChangesNothing(String victim) {
        requireUnchanged(job("fedbuff").set("fedbuff", "buffer", "0"), victim);
    }

    private ElasticCluster requireUnchanged(JobBuilder job, String victim) {
        ElasticCluster quiet = cluster(job, "quiet");
        quiet.run().requireReturned();
        ElasticCluster disturbed = disturbed(job, quiet, victim);
        assertThat(disturbed.hashes().keySet()).contains("late").doesNotContain(victim);
        assertThat(Set.copyOf(disturbed.hashes().values()))
                .isEqualTo(Set.copyOf(quiet.hashes().values()));
        return disturbed;
    }

    /** Clients of rounds keep nothing, not even a model: whoever makes a lost one's steps comes to the same. */
    @ParameterizedTest
    @ValueSource(strings = {"worker0", "worker1", "worker2"})
    void inRoundsALostWorkerChangesNothingWhoeverIsSampled(String victim) {
        JobBuilder sampled = job("fedavg").set("fedavg", "participants", "3").set("fedavg", "codec", "qsgd(7)");
        assertThat(delivering(requireUnchanged(sampled, victim), "late")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fedfix", "fedbuff", "fedasync"})
    void theClientsOfALostWorkerGoOnAndWhoComesTakesSome(String method) {
        JobBuilder rough = job(method)
                .set(method, "speed-noise", "0.5")
                .set(method, "staleness-discount", "0.5")
                .set(method, "codec", "qsgd(7)");
        ElasticCluster quiet = cluster(rough, "quiet");
        quiet.run().requireReturned();
        ElasticCluster disturbed = disturbed(rough, quiet, "worker1");

        assertThat(disturbed.hashes()).containsOnlyKeys("worker0", "worker2", "late");
        assertThat(Set.copyOf(disturbed.hashes().values())).hasSize(1);
        assertThat(delivering(disturbed, "late")).isNotEmpty();
        Set<Integer> all = new HashSet<>();
        disturbed.hashes().keySet().forEach(name -> all.addAll(delivering(disturbed, name)));
        assertThat(all).hasSize(CLIENTS);
        List<Event.Stood> stood = disturbed.hashes().keySet().stream()
                .flatMap(name -> disturbed.events(name, Event.Stood.class).stream())
                .toList();
        assertThat(stood).anySatisfy(end -> {
            assertThat(end.step()).isEqualTo(STEPS);
            assertThat(end.standing().aggregations()).isEqualTo(STEPS);
        });
    }

    /** The clients whose contributions the server has heard of that worker. */
    private static List<Integer> delivering(ElasticCluster cluster, String worker) {
        return cluster.events(worker, Event.Clients.class).stream()
                .flatMap(told -> told.clients().stream())
                .filter(client -> client.up() > 0)
                .map(ClientTraffic::client)
                .toList();
    }
}

package io.gossamer.train.federated;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.codec.message.Votes;
import io.gossamer.core.state.StateHash;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.net.collective.Group;
import io.gossamer.train.cluster.ProblemNetwork;
import io.gossamer.train.cluster.SimulatedGroup;
import io.gossamer.train.exchange.AllReduceMean;
import io.gossamer.train.exchange.ClientTraffic;
import io.gossamer.train.exchange.ErrorMeter;
import io.gossamer.train.optimizer.Sgd;
import io.gossamer.train.recursion.Problem;
import io.gossamer.train.schedule.LearningRate;
import io.gossamer.train.schedule.TalkSchedule;
import io.gossamer.train.strategy.Learner;
import io.gossamer.train.strategy.Merge;
import io.gossamer.train.strategy.Share;
import io.gossamer.train.strategy.Site;
import io.gossamer.train.strategy.Strategy;
import io.gossamer.train.strategy.Subject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** What the clients of so many nodes come to on a problem: the model after each step, and what they said and heard. */
final class LearnerRun {
    static final long SEED = 5;

    private final List<double[]> models = new ArrayList<>();
    private final List<String> hashes = new ArrayList<>();
    private final List<ClientTraffic> traffic = new ArrayList<>();

    LearnerRun(int nodes, Problem problem, Strategy strategy, int steps) {
        Libtorch.start(1);
        SimulatedGroup.of(nodes)
                .run(group -> work(group, problem, strategy, steps))
                .requireReturned();
        assertThat(hashes).hasSize(nodes).containsOnly(hashes.getFirst());
        traffic.sort(Comparator.comparingInt(ClientTraffic::client));
    }

    private void work(Group group, Problem problem, Strategy strategy, int steps) throws InterruptedException {
        try (ProblemNetwork network = new ProblemNetwork(problem);
                Learner learner = strategy.learner(site(group, network))) {
            for (int step = 0; step < steps; step++) {
                learner.step(step, Votes.NONE);
                if (group.rank() == 0) {
                    models.add(ProblemNetwork.values(learner.shared()));
                }
            }
            hashes.add(StateHash.of(learner.shared()));
            traffic.addAll(learner.clients());
        }
    }

    private static Site site(Group group, ProblemNetwork network) {
        return new Site(
                network,
                share(group.rank()),
                clients ->
                        IntStream.range(0, clients).mapToObj(LearnerRun::share).toList(),
                group,
                SEED,
                note -> {},
                Path.of("."),
                ErrorMeter.idle());
    }

    private static Share share(int client) {
        return new Share(number -> ProblemNetwork.batch(client), 1);
    }

    /** A federation with constant rates. */
    static Strategy federation(Subject subject, double localRate, double globalRate) {
        return strategy(subject, Merge.differences(new Sgd.Spec(0, false, 0), globalRate), localRate);
    }

    /** What {@code subject} says is merged at every step. */
    static Strategy strategy(Subject subject, Merge merge, double rate) {
        return new Strategy(
                TalkSchedule.everyStep(),
                subject,
                site -> new AllReduceMean(site.group(), site.layout()),
                merge,
                new LearningRate(rate, 0, LearningRate.Decay.CONSTANT, 1000),
                0);
    }

    List<double[]> models() {
        return models;
    }

    /** Of the last model. */
    String hash() {
        return hashes.getFirst();
    }

    List<ClientTraffic> traffic() {
        return traffic;
    }
}

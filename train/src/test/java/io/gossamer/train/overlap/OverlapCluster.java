package io.gossamer.train.overlap;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.codec.message.Votes;
import io.gossamer.core.state.StateHash;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.net.collective.Group;
import io.gossamer.train.cluster.ProblemNetwork;
import io.gossamer.train.cluster.SimulatedGroup;
import io.gossamer.train.exchange.AllReduceMean;
import io.gossamer.train.exchange.ErrorMeter;
import io.gossamer.train.exchange.ExchangeQueue;
import io.gossamer.train.exchange.Note;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToIntFunction;
import java.util.stream.IntStream;

/** Nodes that descend on a problem, a step costing no time or a certain one; what they come to after each step. */
final class OverlapCluster {
    private final SimulatedGroup nodes;
    private final Problem problem;
    private final int period;
    private final double learningRate;
    private Duration stepTime = Duration.ZERO;
    /** Whose gradient node i takes in a step: its own, plus this. */
    private LongToIntFunction shift = step -> 0;

    private String[] tensors = {"a", "b"};
    private final List<double[]> shared = new ArrayList<>();
    private final List<double[]> own = new ArrayList<>();
    private final List<List<String>> hashes = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();
    private double seconds;
    private double hidden;

    OverlapCluster(SimulatedGroup nodes, Problem problem, int period, double learningRate) {
        Libtorch.start(1);
        this.nodes = nodes;
        this.problem = problem;
        this.period = period;
        this.learningRate = learningRate;
    }

    OverlapCluster(int nodes, Problem problem, int period, double learningRate) {
        this(SimulatedGroup.of(nodes), problem, period, learningRate);
    }

    OverlapCluster withStepTime(Duration time) {
        stepTime = time;
        return this;
    }

    OverlapCluster withShift(LongToIntFunction shifted) {
        shift = shifted;
        return this;
    }

    /** The parameters are cut into tensors of these names. */
    OverlapCluster withTensors(String... names) {
        tensors = names;
        return this;
    }

    /** @param total steps of the run that is begun, of which {@code steps} are taken */
    OverlapCluster run(Subject subject, Merge merge, int steps, int total) {
        return run(
                new Strategy(
                        TalkSchedule.every(period),
                        subject,
                        site -> new AllReduceMean(site.group(), site.layout()),
                        merge,
                        new LearningRate(learningRate, 0, LearningRate.Decay.CONSTANT, total),
                        0),
                steps);
    }

    /** @param strategy with a period and a learning rate of its own */
    OverlapCluster run(Strategy strategy, int steps) {
        nodes.run(group -> work(group, strategy, steps)).requireReturned();
        for (List<String> step : hashes) {
            assertThat(step).hasSize(nodes.size()).containsOnly(step.getFirst());
        }
        return this;
    }

    private void work(Group group, Strategy strategy, int steps) throws InterruptedException {
        try (ProblemNetwork network = new ProblemNetwork(problem, tensors);
                Learner learner = strategy.learner(site(group, network))) {
            long from = group.world().nanoTime();
            for (int step = 0; step < steps; step++) {
                learner.queue().ifPresent(ExchangeQueue::computing);
                group.world().sleep(stepTime);
                learner.step(step, Votes.NONE);
                if (group.rank() == 0) {
                    shared.add(ProblemNetwork.values(learner.shared()));
                    own.add(ProblemNetwork.values(network.parameters()));
                }
                keepHash(step, learner);
            }
            learner.settle();
            if (group.rank() == 0) {
                seconds = (group.world().nanoTime() - from) / 1e9;
                hidden = learner.queue().map(queue -> queue.hiddenNanos() / 1e9).orElse(0.0);
            }
        }
    }

    /** Of the shared parameters and the outer momentum: what is under way is not yet the same on all nodes. */
    private void keepHash(int step, Learner learner) {
        while (hashes.size() <= step) {
            hashes.add(new ArrayList<>());
        }
        hashes.get(step).add(StateHash.of(visitor -> learner.visitState(new OuterState(visitor.common()))));
    }

    private Site site(Group group, ProblemNetwork network) {
        Share share = new Share(
                number -> ProblemNetwork.batch((group.rank() + shift.applyAsInt(number)) % problem.nodes()), 1);
        return new Site(
                network,
                share,
                learners -> IntStream.range(0, learners).mapToObj(i -> share).toList(),
                group,
                1,
                notes::add,
                Path.of("."),
                ErrorMeter.idle());
    }

    /** The shared parameters after each round. */
    List<double[]> rounds() {
        return everyRound(shared);
    }

    private <T> List<T> everyRound(List<T> steps) {
        return IntStream.range(0, steps.size())
                .filter(step -> (step + 1) % period == 0)
                .mapToObj(steps::get)
                .toList();
    }

    /** The first node's own parameters after each step. */
    List<double[]> own() {
        return own;
    }

    double[] last() {
        return shared.getLast();
    }

    /** Of what all nodes share, after each round. */
    List<String> hashes() {
        return everyRound(hashes).stream().map(List::getFirst).toList();
    }

    List<Note> notes() {
        return notes;
    }

    double seconds() {
        return seconds;
    }

    double hiddenSeconds() {
        return hidden;
    }
}

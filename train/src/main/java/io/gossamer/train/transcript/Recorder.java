package io.gossamer.train.transcript;

import io.gossamer.codec.message.Votes;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.model.data.Batch;
import io.gossamer.model.network.Loss;
import io.gossamer.model.network.Network;
import io.gossamer.model.task.Task;
import io.gossamer.net.collective.Group;
import io.gossamer.net.collective.PeerFailureException;
import io.gossamer.net.rendezvous.Coordinator;
import io.gossamer.net.rendezvous.JoinRequest;
import io.gossamer.net.rendezvous.Rendezvous;
import io.gossamer.net.shape.Link;
import io.gossamer.net.shape.PairRates;
import io.gossamer.net.simulation.Node;
import io.gossamer.net.simulation.Outcome;
import io.gossamer.net.simulation.Simulation;
import io.gossamer.net.simulation.SimulationConfig;
import io.gossamer.net.simulation.SimulationResult;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.World;
import io.gossamer.train.exchange.ErrorMeter;
import io.gossamer.train.federated.AsynchronousAveraging;
import io.gossamer.train.federated.FederatedRounds;
import io.gossamer.train.job.Job;
import io.gossamer.train.method.Setting;
import io.gossamer.train.method.Settings;
import io.gossamer.train.saddle.DescentAscent;
import io.gossamer.train.saddle.Masha;
import io.gossamer.train.strategy.Learner;
import io.gossamer.train.strategy.Share;
import io.gossamer.train.strategy.Site;
import io.gossamer.train.strategy.Strategy;
import io.gossamer.train.strategy.Subject;
import io.gossamer.train.zeroth.ZerothOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * Has a few nodes follow a method, with the model's real layout, the method's real learners and exchanges, and noise for
 * gradients, and writes down what they say and how much they compute.
 *
 * @param job whose task, model, batch, seed, steps and settings count; how many workers it has does not
 * @param nodes of the run that is to be simulated, at least 2
 * @param folder where learners may keep files of their own
 * @param progress told how many steps are done
 */
public record Recorder(Job job, int nodes, Path folder, LongConsumer progress) {
    /** A server, and two of all others so that what differs among these does not pass for equal. */
    private static final int MOST_SPEAKERS = 3;

    private static final int PORT = 7000;
    private static final String TOKEN = "recording";
    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final Duration LIMIT = Duration.ofDays(1);

    /** What a batch of noise is: nobody looks at it. */
    private static final Batch NOISE = new Batch(null, null);

    /**
     * Follows a method through all steps of the job.
     *
     * @param task opened for the job's model
     * @throws GossamerException if what its nodes say cannot be told from what a few of them say
     */
    public Transcript listen(String method, Task task) {
        Settings settings = job.settings(method);
        Strategy strategy = Job.preset(method).strategy(settings, job.steps());
        int speakers = Math.min(nodes, MOST_SPEAKERS);
        requireAllAlike(method, settings, speakers);
        int size = dependsOnWhoIsThere(strategy.subject()) ? speakers : nodes;
        ListeningGroup[] groups = new ListeningGroup[speakers];
        Simulation simulation = new Simulation(SimulationConfig.of(job.seed(), Link.NONE));
        Node coordinator = simulation.addNode(
                "coordinator",
                world -> new Coordinator(world, new Endpoint("0.0.0.0", PORT), speakers, TOKEN, PATIENCE).run());
        for (int rank = 0; rank < speakers; rank++) {
            int own = rank;
            simulation.addNode("speaker" + rank, world -> {
                try (Group group = meet(world, coordinator, own);
                        Network network = network(task)) {
                    groups[own] =
                            new ListeningGroup(group, size, strategy.subject().overlap(strategy.when()));
                    follow(strategy, groups[own], network, task);
                }
            });
        }
        requireReturned(simulation.run(LIMIT));
        return transcript(method, groups);
    }

    /** With some of many clients in a round, what one node says tells nothing of what another does. */
    private void requireAllAlike(String method, Settings settings, int speakers) {
        boolean byTurns = settings.has(Setting.TOPOLOGY) || settings.has(Setting.SPEED_GAP);
        if (byTurns && nodes > speakers) {
            throw new GossamerException(
                    method
                            + " cannot be simulated: who speaks and who is heard differs from node to node and from"
                            + " round to round",
                    "Train with it, or simulate a method in which all nodes say as much, such as localsgd.");
        }
        boolean some = sampled(settings, Setting.CLIENTS) || sampled(settings, Setting.PARTICIPANTS);
        if (some && nodes > speakers) {
            throw new GossamerException(
                    method + " with clients or participants of its own choice cannot be simulated",
                    "Leave clients and participants at 0: one client on each node, all in every round.");
        }
    }

    private static boolean sampled(Settings settings, Setting setting) {
        return settings.has(setting) && settings.whole(setting) != 0;
    }

    /**
     * Whether nodes do something with what each of the others says, so that all must be there. What they say has the same
     * length in a group of any size.
     */
    private static boolean dependsOnWhoIsThere(Subject subject) {
        return subject instanceof FederatedRounds
                || subject instanceof AsynchronousAveraging
                || subject instanceof Masha
                || subject instanceof DescentAscent
                || subject instanceof ZerothOrder;
    }

    private static Group meet(World world, Node coordinator, int rank) throws InterruptedException {
        JoinRequest request = new JoinRequest(TOKEN, OptionalInt.of(rank), "speaker " + rank, PATIENCE, PairRates.NONE);
        return Rendezvous.join(world, coordinator.endpoint(PORT), request);
    }

    private Network network(Task task) {
        return task.network(job.model(), job.loss().map(Loss::named).orElse(task.loss()), job.seed());
    }

    private void follow(Strategy strategy, ListeningGroup group, Network network, Task task)
            throws InterruptedException {
        int rank = group.rank();
        NoisyNetwork noisy = new NoisyNetwork(network, job.seed(), rank, group::computes);
        int epoch = Math.max(1, task.training().size() / nodes / job.batch());
        Share share = new Share(number -> NOISE, epoch);
        Site site = new Site(
                noisy,
                share,
                learners -> Collections.nCopies(learners, share),
                group,
                job.seed(),
                note -> {},
                folder,
                ErrorMeter.idle());
        try (Learner learner = strategy.learner(site)) {
            for (long step = 0; step < job.steps(); step++) {
                learner.step(step, Votes.NONE);
                // So that all that begins in a step is written down there.
                learner.settle();
                group.endStep();
                if (rank == 0) {
                    progress.accept(step + 1);
                }
            }
        }
    }

    /** The first failure that is not the failure of another node. */
    private static void requireReturned(SimulationResult result) {
        result.outcomes().values().stream()
                .filter(Outcome.Failed.class::isInstance)
                .map(outcome -> ((Outcome.Failed) outcome).cause())
                .filter(cause -> cause instanceof GossamerException && !(cause instanceof PeerFailureException))
                .findFirst()
                .ifPresent(cause -> {
                    throw (GossamerException) cause;
                });
        result.requireReturned();
    }

    private Transcript transcript(String method, ListeningGroup[] groups) {
        List<Transcript.Step> steps = IntStream.range(0, Math.toIntExact(job.steps()))
                .mapToObj(step -> new Transcript.Step(List.of(groups).stream()
                        .map(group -> group.steps().get(step))
                        .toList()))
                .toList();
        return new Transcript(method, nodes, steps);
    }
}

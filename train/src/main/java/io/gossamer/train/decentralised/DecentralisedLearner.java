package io.gossamer.train.decentralised;

import io.gossamer.codec.message.Votes;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.net.collective.ViewChangedException;
import io.gossamer.train.exchange.AllReduceMean;
import io.gossamer.train.exchange.ClientTraffic;
import io.gossamer.train.exchange.EdgeTraffic;
import io.gossamer.train.exchange.NeighbourExchange;
import io.gossamer.train.exchange.Placement;
import io.gossamer.train.flat.FlatMath;
import io.gossamer.train.gossip.GossipPlan;
import io.gossamer.train.gossip.Mixing;
import io.gossamer.train.strategy.Learner;
import io.gossamer.train.strategy.ModelsApart;
import io.gossamer.train.strategy.Share;
import io.gossamer.train.strategy.Site;
import io.gossamer.train.strategy.Strategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The nodes of one worker, who take turns with its network. Where workers come and go each has one node: one that is lost
 * takes its model along, a newcomer starts from the mean of all.
 */
final class DecentralisedLearner implements Learner {
    private final DecentralisedRounds rounds;
    private final Strategy strategy;
    private final Site site;
    private final List<NodeModel> nodes = new ArrayList<>();
    private final List<Share> shares;
    private final Merged merged;
    private final NeighbourExchange neighbours;
    private final AllReduceMean everybody;
    private final EdgeTraffic traffic;
    private final MeanDrift drift;
    private final FlatTensors mean;
    private Placement placement;
    private GossipPlan plan;
    private boolean begun;

    DecentralisedLearner(DecentralisedRounds rounds, Strategy strategy, Site site) {
        this.rounds = rounds;
        this.strategy = strategy;
        this.site = site;
        requireSomebodyEverywhere();
        place();
        int[] residents = residents();
        this.shares = elastic()
                ? List.of(site.share())
                : Arrays.stream(residents)
                        .mapToObj(site.shares().apply(placement.learners())::get)
                        .toList();
        FlatTensors start = site.network().parameters().likeThis();
        start.memory().copyFrom(site.network().parameters().memory());
        for (int node : residents) {
            if (!rounds.startsAlike()) {
                site.network().initialise(site.seed(), node);
            }
            nodes.add(new NodeModel(site.network(), rounds.optimizer()));
        }
        site.network().parameters().memory().copyFrom(start.memory());
        this.drift = new MeanDrift(site);
        this.merged = new Merged(site, rounds.calibrationBatches(), nodes, () -> placement, shares, drift, start);
        start.close();
        this.neighbours =
                new NeighbourExchange(site.group(), NodeModel.layout(site.network()), site.seed(), rounds.codec());
        this.everybody = new AllReduceMean(site.group(), NodeModel.layout(site.network()));
        neighbours.measure(site.meter());
        everybody.measure(site.meter());
        this.traffic = new EdgeTraffic(residents.length);
        this.mean = FlatTensors.zeros(NodeModel.layout(site.network()));
    }

    private void requireSomebodyEverywhere() {
        if (rounds.nodes() != 0 && rounds.nodes() < site.group().size()) {
            throw new GossamerException(
                    rounds.nodes() + " nodes are too few for " + site.group().size() + " workers",
                    "Raise nodes, or set it to 0 for one on each worker.");
        }
    }

    /** Finds who lives where, and who hears whom, among the workers of now. */
    private void place() {
        int workers = site.group().size();
        if (placement == null || placement.workers() != workers) {
            placement = new Placement(rounds.nodes() == 0 ? workers : rounds.nodes(), workers);
            plan = rounds.plan().of(placement.learners(), site.seed());
        }
    }

    private int[] residents() {
        return placement.residents(site.group().rank());
    }

    @Override
    public Outcome step(long round, Votes votes) throws InterruptedException {
        begun = true;
        double loss = plan.trains(round) ? train(round) : Double.NaN;
        return new Outcome(loss, mix(round, votes));
    }

    private double train(long round) {
        int[] residents = residents();
        double sum = 0;
        for (int place = 0; place < nodes.size(); place++) {
            NodeModel node = nodes.get(place);
            node.enter();
            for (int k = 0; k < rounds.localSteps(); k++) {
                sum += localStep(node, residents[place], shares.get(place), round, k);
            }
            node.leave();
        }
        return sum / ((double) nodes.size() * rounds.localSteps());
    }

    private double localStep(NodeModel node, int number, Share share, long round, int k) {
        double loss = site.gradient("node", number, share, round * rounds.localSteps() + k);
        FlatTensors gradients = site.network().gradients();
        FlatMath.clip(gradients, rounds.clip());
        node.optimizer()
                .step(
                        site.network().parameters(),
                        gradients,
                        strategy.learningRate().at(round));
        return loss;
    }

    /** Repeated among those who are left if the members change in its midst. */
    private Votes mix(long round, Votes votes) throws InterruptedException {
        while (true) {
            place();
            Mixing mixing = plan.mixing(round);
            if (mixing.isComplete()) {
                return mergeAll(round, votes);
            }
            try {
                Votes all = neighbours.pull(
                        mixing,
                        placement,
                        nodes.stream().map(NodeModel::tensors).toList(),
                        nodes.stream().map(NodeModel::mixed).toList(),
                        round,
                        votes,
                        traffic);
                drift.mixed(nodes);
                nodes.forEach(NodeModel::takeMixed);
                return all;
            } catch (ViewChangedException others) {
                continue;
            }
        }
    }

    private Votes mergeAll(long round, Votes votes) throws InterruptedException {
        Votes all = Merged.mean(nodes, placement, everybody, round, votes, mean);
        for (NodeModel node : nodes) {
            node.tensors().memory().copyFrom(mean.memory());
        }
        drift.merged();
        traffic.allReduced(placement.learners(), mean.layout().elements());
        return all;
    }

    @Override
    public Optional<ModelsApart> apart() {
        return Optional.of(merged);
    }

    @Override
    public FlatTensors shared() {
        return merged.shared();
    }

    @Override
    public boolean elastic() {
        return rounds.nodes() == 0;
    }

    /** Who has not begun yet starts from the others' mean; who has keeps its model. */
    @Override
    public void caughtUp() {
        if (begun) {
            return;
        }
        site.network().parameters().memory().copyFrom(shared().memory());
        nodes.forEach(NodeModel::leave);
    }

    @Override
    public List<ClientTraffic> clients() {
        return traffic.of(residents());
    }

    @Override
    public void visitState(StateVisitor visitor) {
        merged.shared().visitState(visitor.scope("merged"));
        StateVisitor own = visitor.privately("own");
        for (int place = 0; place < nodes.size(); place++) {
            nodes.get(place).visitState(own.scope(Integer.toString(place)));
        }
        traffic.visitState(own.scope("traffic"));
    }

    @Override
    public void close() {
        nodes.forEach(NodeModel::close);
        merged.close();
        drift.close();
        neighbours.close();
        everybody.close();
        mean.close();
    }
}

package io.gossamer.train.federated;

import io.gossamer.codec.memory.NoMemory;
import io.gossamer.codec.message.Votes;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.net.collective.ViewChangedException;
import io.gossamer.train.exchange.ClientTraffic;
import io.gossamer.train.exchange.Placement;
import io.gossamer.train.exchange.ServerMean;
import io.gossamer.train.flat.FlatMath;
import io.gossamer.train.schedule.NodeSample;
import io.gossamer.train.strategy.Learner;
import io.gossamer.train.strategy.Share;
import io.gossamer.train.strategy.Site;
import io.gossamer.train.strategy.Strategy;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The clients of one node, who take turns with its network. Between two rounds the network's parameters are the shared
 * model x; within one they are the y of whoever takes its local steps.
 *
 * <p>Where workers come and go, clients are dealt among those of now: they bring nothing along, so a round in whose midst
 * somebody is lost is made again with the same clients and comes to the same model.
 */
final class RoundLearner implements Learner {
    private final FederatedRounds rounds;
    private final Strategy strategy;
    private final Site site;
    private final NodeSample sample;
    private final List<Share> shares;
    private final FederatedRule rule;
    private final ServerMean exchange;
    private final FlatTensors model;
    private final FlatTensors direction;
    private final FlatTensors correction;
    private final FlatTensors mean;
    private final long[] up;
    private final long[] down;

    RoundLearner(FederatedRounds rounds, Strategy strategy, Site site) {
        this.rounds = rounds;
        this.strategy = strategy;
        this.site = site;
        this.sample = rounds.sample(site.group().size(), site.seed());
        this.shares = site.shares().apply(sample.nodes());
        FlatLayout said = rounds.said(site.layout());
        this.rule =
                rounds.rule().create(said, placement().residents(site.group().rank()));
        this.exchange = new ServerMean(
                site.group(), said, site.seed(), rounds.codec(), Optional.empty(), (arena, counts) -> new NoMemory());
        exchange.measure(site.meter());
        this.model = shared().likeThis();
        this.direction = shared().likeThis();
        this.correction = shared().likeThis();
        this.mean = FlatTensors.zeros(said);
        this.up = new long[sample.nodes()];
        this.down = new long[sample.nodes()];
    }

    private Placement placement() {
        return new Placement(sample.nodes(), site.group().size());
    }

    @Override
    public FlatTensors shared() {
        return site.network().parameters();
    }

    @Override
    public Outcome step(long round, Votes votes) throws InterruptedException {
        model.memory().copyFrom(shared().memory());
        while (true) {
            try {
                return round(round, votes, placement());
            } catch (ViewChangedException others) {
                shared().memory().copyFrom(model.memory());
            }
        }
    }

    private Outcome round(long round, Votes votes, Placement placement) throws InterruptedException {
        int[] hearing = placement.residents(site.group().rank());
        Round own = new Round(round, strategy.learningRate().at(round));
        Votes all = exchange.mean(mean, round, votes, sample.of(round), placement::home, own);
        for (int client : hearing) {
            down[client] += Float.BYTES * mean.layout().elements();
        }
        rule.merge(mean, (double) sample.size() / sample.nodes());
        advance(own.distance());
        return new Outcome(own.meanLoss(), all);
    }

    /** x = x - eta_g eta_l K mean. */
    private void advance(double localDistance) {
        double globalRate = strategy.merge().outerLearningRate().orElseThrow();
        toNetwork(mean, direction);
        shared().memory().copyFrom(model.memory());
        FlatMath.add(shared(), -globalRate * localDistance, direction);
    }

    private void toNetwork(FlatTensors said, FlatTensors network) {
        if (rounds.perLayer()) {
            network.memory().copyFrom(said.memory());
        } else {
            network.unpack(said.memory(0));
        }
    }

    private void fromNetwork(FlatTensors network, FlatTensors said) {
        if (rounds.perLayer()) {
            said.memory().copyFrom(network.memory());
        } else {
            network.pack(said.memory(0));
        }
    }

    /** What the clients that live here do in one round. */
    private final class Round implements ServerMean.Speaker {
        private final long number;
        private final double localRate;
        private double lossSum;
        private long steps;

        Round(long number, double localRate) {
            this.number = number;
            this.localRate = localRate;
        }

        /** eta_l K. */
        double distance() {
            return localRate * rounds.localSteps();
        }

        double meanLoss() {
            return lossSum / steps;
        }

        @Override
        public void say(int client, FlatTensors said) {
            shared().memory().copyFrom(model.memory());
            Optional<FlatTensors> added = rule.correction(client);
            added.ifPresent(vector -> toNetwork(vector, correction));
            for (int k = 0; k < rounds.localSteps(); k++) {
                localStep(client, number * rounds.localSteps() + k, added.isPresent());
            }
            FlatMath.subtract(model, shared(), direction);
            FlatMath.divide(direction, distance());
            fromNetwork(direction, said);
            rule.say(client, said);
        }

        private void localStep(int client, long batch, boolean corrected) {
            lossSum += site.gradient("client", client, shares.get(client), batch);
            steps++;
            FlatTensors gradients = site.network().gradients();
            if (corrected) {
                FlatMath.add(gradients, 1, correction);
            }
            FlatMath.add(shared(), -localRate, gradients);
        }

        @Override
        public void heard(int client, FlatTensors decoded, long bytes) {
            up[client] += bytes;
            rule.heard(client, decoded, mean);
        }
    }

    /** One client on each worker would be more and fewer of them as workers come and go. */
    @Override
    public boolean elastic() {
        return rounds.clients() > 0 && rule.elastic();
    }

    /** Every node hears every answer, since it keeps what the server keeps; so do the clients that live there then. */
    @Override
    public List<ClientTraffic> clients() {
        return IntStream.range(0, sample.nodes())
                .filter(client -> down[client] > 0)
                .mapToObj(client -> new ClientTraffic(client, up[client], down[client]))
                .toList();
    }

    @Override
    public void visitState(StateVisitor visitor) {
        rule.visitState(visitor.scope("rule"));
        exchange.visitState(visitor.scope("exchange"));
        StateVisitor own = visitor.privately("own");
        own.longs("up", up);
        own.longs("down", down);
    }

    @Override
    public void close() {
        rule.close();
        exchange.close();
        model.close();
        direction.close();
        correction.close();
        mean.close();
    }
}

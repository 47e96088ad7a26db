package io.gossamer.train.federated;

import io.gossamer.codec.memory.NoMemory;
import io.gossamer.codec.message.Votes;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.net.collective.ViewChangedException;
import io.gossamer.train.arrival.Arrivals;
import io.gossamer.train.arrival.Standing;
import io.gossamer.train.arrival.Window;
import io.gossamer.train.exchange.ClientTraffic;
import io.gossamer.train.exchange.ServerMean;
import io.gossamer.train.flat.FlatMath;
import io.gossamer.train.optimizer.Optimizer;
import io.gossamer.train.strategy.Learner;
import io.gossamer.train.strategy.Share;
import io.gossamer.train.strategy.Site;
import io.gossamer.train.strategy.Strategy;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The clients of one node, each with the model that it last received. Between two steps the network's parameters are the
 * server's model x; within one they are the y of whoever takes its local steps, which it does when it delivers.
 *
 * <p>Where workers come and go, clients that lived at a lost one begin again elsewhere, from the model of now, and deliver when
 * they would have.
 */
final class WindowLearner implements Learner {
    private final AsynchronousAveraging averaging;
    private final Strategy strategy;
    private final Site site;
    private final Arrivals arrivals;
    private final List<Share> shares;
    private final Homes homes;
    private final ReceivedModels received;
    private final ServerMean exchange;
    private final FlatTensors model;
    private final FlatTensors direction;
    private final FlatTensors mean;
    private final long[] up;
    private final long[] down;

    WindowLearner(AsynchronousAveraging averaging, Strategy strategy, Site site) {
        this.averaging = averaging;
        this.strategy = strategy;
        this.site = site;
        int nodes = site.group().size();
        int clients = averaging.clients() == 0 ? nodes : averaging.clients();
        this.arrivals = averaging.arrivals(nodes, site.seed());
        this.shares = site.shares().apply(clients);
        this.homes = new Homes(clients);
        this.received = new ReceivedModels(shared(), clients);
        FlatLayout said = AsynchronousAveraging.said(site.layout());
        this.exchange = new ServerMean(
                site.group(),
                said,
                site.seed(),
                averaging.codec(),
                Optional.empty(),
                (arena, counts) -> new NoMemory());
        exchange.measure(site.meter());
        this.model = shared().likeThis();
        this.direction = shared().likeThis();
        this.mean = FlatTensors.zeros(said);
        this.up = new long[clients];
        this.down = new long[clients];
    }

    @Override
    public FlatTensors shared() {
        return site.network().parameters();
    }

    @Override
    public Outcome step(long step, Votes votes) throws InterruptedException {
        arrivals.skipTo(step);
        int[] working = arrivals.working();
        Window window = arrivals.next();
        model.memory().copyFrom(shared().memory());
        while (true) {
            List<Integer> members = site.group().members();
            int[] ranks = homes.among(members);
            takeIn(working, ranks);
            try {
                return aggregate(step, votes, window, members, ranks);
            } catch (ViewChangedException others) {
                shared().memory().copyFrom(model.memory());
            }
        }
    }

    /** Who is at work here, but has no model to work from, receives that of now. */
    private void takeIn(int[] working, int[] ranks) {
        int own = site.group().rank();
        IntStream.range(0, ranks.length).filter(client -> ranks[client] != own).forEach(received::drop);
        Arrays.stream(working)
                .filter(client -> ranks[client] == own && !received.holds(client))
                .forEach(this::hand);
    }

    private Outcome aggregate(long step, Votes votes, Window window, List<Integer> members, int[] ranks)
            throws InterruptedException {
        Contributions own = new Contributions(window, strategy.learningRate().at(step));
        Votes all = exchange.mean(mean, step, votes, window.clients(), client -> ranks[client], own);
        direction.unpack(mean.memory(0));
        shared().memory().copyFrom(model.memory());
        double globalRate = strategy.merge().outerLearningRate().orElseThrow();
        FlatMath.add(shared(), -globalRate * own.distance(), direction);
        homes.settle(ranks, members, window.starting());
        Arrays.stream(window.starting()).filter(this::livesHere).forEach(this::hand);
        return new Outcome(own.meanLoss(), all);
    }

    private int[] residents() {
        int[] ranks = homes.among(site.group().members());
        return IntStream.range(0, ranks.length)
                .filter(client -> ranks[client] == site.group().rank())
                .toArray();
    }

    private boolean livesHere(int client) {
        return homes.isAt(client, site.group().number());
    }

    /** Hands the server's model to a client that lives here. */
    private void hand(int client) {
        received.receive(client, shared());
        down[client] += Float.BYTES * shared().layout().elements();
    }

    /** What the clients that live here contribute to one window. */
    private final class Contributions implements ServerMean.Speaker {
        private final Window window;
        private final double localRate;
        private double lossSum;
        private long steps;

        Contributions(Window window, double localRate) {
            this.window = window;
            this.localRate = localRate;
        }

        /** eta_l K. */
        double distance() {
            return localRate * averaging.localSteps();
        }

        double meanLoss() {
            return lossSum / steps;
        }

        @Override
        public void say(int client, FlatTensors said) {
            int place = window.place(client);
            shared().memory().copyFrom(received.of(client).memory());
            localSteps(client, window.turns()[place]);
            FlatMath.subtract(reference(client), shared(), direction);
            FlatMath.divide(direction, distance());
            // As it is where it is 1, so that with all clients in each window it is FedAvg to the bit.
            FlatMath.scale(direction, window.factors()[place]);
            direction.pack(said.memory(0));
        }

        private FlatTensors reference(int client) {
            return switch (averaging.relativeTo()) {
                case RECEIVED -> received.of(client);
                case CURRENT -> model;
            };
        }

        private void localSteps(int client, long turn) {
            try (Optimizer inner = averaging.inner().create(shared())) {
                for (int k = 0; k < averaging.localSteps(); k++) {
                    long batch = turn * averaging.localSteps() + k;
                    lossSum += site.gradient("client", client, shares.get(client), batch);
                    steps++;
                    FlatMath.clip(site.network().gradients(), averaging.localClip());
                    inner.step(shared(), site.network().gradients(), localRate);
                }
            }
        }

        @Override
        public void heard(int client, FlatTensors decoded, long bytes) {
            up[client] += bytes;
        }
    }

    @Override
    public Optional<Standing> standing() {
        return Optional.of(arrivals.standing());
    }

    /** One client on each worker would be more and fewer of them as workers come and go. */
    @Override
    public boolean elastic() {
        return averaging.clients() > 0;
    }

    /** Each client hears the models that it starts from, the first included; of one that has moved, what it heard here. */
    @Override
    public List<ClientTraffic> clients() {
        return IntStream.range(0, up.length)
                .filter(client -> livesHere(client) || down[client] > 0)
                .mapToObj(client -> new ClientTraffic(client, up[client], down[client]))
                .toList();
    }

    @Override
    public void visitState(StateVisitor visitor) {
        homes.visitState(visitor);
        exchange.visitState(visitor.scope("exchange"));
        StateVisitor own = visitor.privately("own");
        received.visitState(own.scope("received"), residents());
        own.longs("up", up);
        own.longs("down", down);
    }

    @Override
    public void close() {
        received.close();
        exchange.close();
        model.close();
        direction.close();
        mean.close();
    }
}

package io.gossamer.train.federated;

import io.gossamer.codec.memory.NoMemory;
import io.gossamer.codec.message.Votes;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.arrival.Arrivals;
import io.gossamer.train.arrival.Standing;
import io.gossamer.train.arrival.Window;
import io.gossamer.train.exchange.ClientTraffic;
import io.gossamer.train.exchange.Placement;
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
 */
final class WindowLearner implements Learner {
    private final AsynchronousAveraging averaging;
    private final Strategy strategy;
    private final Site site;
    private final Arrivals arrivals;
    private final Placement placement;
    private final int[] residents;
    private final List<Share> shares;
    private final ClientVectors received;
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
        this.placement = new Placement(averaging.clients() == 0 ? nodes : averaging.clients(), nodes);
        this.arrivals = averaging.arrivals(nodes, site.seed());
        this.residents = placement.residents(site.group().rank());
        this.shares = site.shares().apply(placement.learners());
        FlatLayout said = AsynchronousAveraging.said(site.layout());
        this.received = new ClientVectors(site.layout(), residents);
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
        this.up = new long[residents.length];
        this.down = new long[residents.length];
        hand(arrivals.working());
    }

    @Override
    public FlatTensors shared() {
        return site.network().parameters();
    }

    @Override
    public Outcome step(long step, Votes votes) throws InterruptedException {
        arrivals.skipTo(step);
        Window window = arrivals.next();
        model.memory().copyFrom(shared().memory());
        Contributions own = new Contributions(window, strategy.learningRate().at(step));
        Votes all = exchange.mean(mean, step, votes, window.clients(), placement::home, own);
        direction.unpack(mean.memory(0));
        shared().memory().copyFrom(model.memory());
        double globalRate = strategy.merge().outerLearningRate().orElseThrow();
        FlatMath.add(shared(), -globalRate * own.distance(), direction);
        hand(window.starting());
        return new Outcome(own.meanLoss(), all);
    }

    /** Hands the server's model to those of {@code starting} who live here. */
    private void hand(int[] starting) {
        for (int client : starting) {
            int place = Arrays.binarySearch(residents, client);
            if (place >= 0) {
                received.of(client).memory().copyFrom(shared().memory());
                down[place] += Float.BYTES * shared().layout().elements();
            }
        }
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
            up[client - residents[0]] += bytes;
        }
    }

    @Override
    public Optional<Standing> standing() {
        return Optional.of(arrivals.standing());
    }

    /** Each client hears the models that it starts from, the first included. */
    @Override
    public List<ClientTraffic> clients() {
        return IntStream.range(0, residents.length)
                .mapToObj(place -> new ClientTraffic(residents[place], up[place], down[place]))
                .toList();
    }

    @Override
    public void visitState(StateVisitor visitor) {
        received.visitState(visitor.scope("received"));
        exchange.visitState(visitor.scope("exchange"));
        visitor.longs("up", up);
        visitor.longs("down", down);
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

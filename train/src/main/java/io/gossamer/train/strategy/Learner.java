package io.gossamer.train.strategy;

import io.gossamer.core.state.StateVisitor;
import io.gossamer.core.state.Stateful;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.network.Network;
import io.gossamer.net.collective.Group;
import io.gossamer.train.exchange.Exchange;
import io.gossamer.train.flat.FlatMath;
import io.gossamer.train.optimizer.Optimizer;
import io.gossamer.train.strategy.Subject.Difference;
import io.gossamer.train.strategy.Subject.Gradient;

/** One node's part in learning together: turns its gradient of each step into a step that all take. */
public abstract sealed class Learner implements Stateful, AutoCloseable {
    final Strategy strategy;
    final Network network;
    final Exchange exchange;

    private Learner(Strategy strategy, Network network, Exchange exchange) {
        this.strategy = strategy;
        this.network = network;
        this.exchange = exchange;
    }

    public static Learner of(Strategy strategy, Network network, Group group, long seed) {
        Exchange exchange =
                strategy.exchange().create(group, network.parameters().layout(), seed);
        return switch (strategy.subject()) {
            case Gradient gradient -> new OfGradients(strategy, gradient, network, exchange);
            case Difference difference -> new OfDifferences(strategy, difference, network, exchange);
        };
    }

    /** The part of a step that needs nobody else; follows {@link Network#forwardBackward}. */
    public abstract void local(long step);

    /** Whether this step ends with an exchange. */
    public abstract boolean talks(long step);

    /**
     * Exchanges and merges.
     *
     * @param stop this node's vote to end the run after this step
     * @return whether any node voted to stop
     */
    public abstract boolean talk(long step, boolean stop) throws InterruptedException;

    /** The parameters that all nodes share, which are those to be judged and kept. */
    public abstract FlatTensors shared();

    @Override
    public void close() {
        exchange.close();
    }

    private static final class OfGradients extends Learner {
        private final Gradient subject;
        private final Optimizer optimizer;

        OfGradients(Strategy strategy, Gradient subject, Network network, Exchange exchange) {
            super(strategy, network, exchange);
            this.subject = subject;
            this.optimizer = strategy.merge().optimizer().create(network.parameters());
        }

        @Override
        public void local(long step) {
            FlatMath.clip(network.gradients(), subject.localClip());
        }

        @Override
        public boolean talks(long step) {
            return strategy.when().due(step);
        }

        @Override
        public boolean talk(long step, boolean stop) throws InterruptedException {
            boolean anyStop = exchange.mean(network.gradients(), step, stop);
            FlatMath.clip(network.gradients(), strategy.merge().clip());
            optimizer.step(
                    network.parameters(),
                    network.gradients(),
                    strategy.learningRate().at(step));
            return anyStop;
        }

        @Override
        public FlatTensors shared() {
            return network.parameters();
        }

        @Override
        public void visitState(StateVisitor visitor) {
            optimizer.visitState(visitor.scope("optimizer"));
            exchange.visitState(visitor.scope("exchange"));
        }

        @Override
        public void close() {
            optimizer.close();
            super.close();
        }
    }

    private static final class OfDifferences extends Learner {
        private final Difference subject;
        private final Optimizer inner;
        private final Optimizer outer;
        private final FlatTensors anchor;
        private final FlatTensors difference;

        OfDifferences(Strategy strategy, Difference subject, Network network, Exchange exchange) {
            super(strategy, network, exchange);
            this.subject = subject;
            this.inner = subject.inner().create(network.parameters());
            this.outer = strategy.merge().optimizer().create(network.parameters());
            this.anchor = network.parameters().likeThis();
            this.difference = network.parameters().likeThis();
            anchor.memory().copyFrom(network.parameters().memory());
        }

        @Override
        public void local(long step) {
            FlatMath.clip(network.gradients(), subject.localClip());
            inner.step(
                    network.parameters(),
                    network.gradients(),
                    strategy.learningRate().at(step));
        }

        @Override
        public boolean talks(long step) {
            return strategy.when().due(step) || step == strategy.learningRate().totalSteps() - 1;
        }

        @Override
        public boolean talk(long step, boolean stop) throws InterruptedException {
            FlatMath.subtract(anchor, network.parameters(), difference);
            boolean anyStop = exchange.mean(difference, step, stop);
            outer.step(anchor, difference, strategy.merge().outerLearningRate().orElseThrow());
            network.parameters().memory().copyFrom(anchor.memory());
            return anyStop;
        }

        @Override
        public FlatTensors shared() {
            return anchor;
        }

        @Override
        public void visitState(StateVisitor visitor) {
            inner.visitState(visitor.scope("inner"));
            outer.visitState(visitor.scope("outer"));
            anchor.visitState(visitor.scope("anchor"));
            exchange.visitState(visitor.scope("exchange"));
        }

        @Override
        public void close() {
            inner.close();
            outer.close();
            anchor.close();
            difference.close();
            super.close();
        }
    }
}

package io.gossamer.train.overlap;

import io.gossamer.codec.message.Votes;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.core.state.Stateful;
import io.gossamer.train.strategy.InnerSteps;
import io.gossamer.train.strategy.Learner;

/** The steps of a round: a node's own, or those of its group. */
interface RoundSteps extends Stateful, AutoCloseable {
    /**
     * Takes one.
     *
     * @param votes of this node
     * @return the loss of its batch, and what any member of its group votes for
     */
    Learner.Outcome take(long step, Votes votes) throws InterruptedException;

    @Override
    void close();

    /** A node's own. */
    static RoundSteps alone(InnerSteps steps) {
        return new RoundSteps() {
            @Override
            public Learner.Outcome take(long step, Votes votes) {
                return new Learner.Outcome(steps.take(step), votes);
            }

            @Override
            public void visitState(StateVisitor visitor) {
                steps.visitState(visitor);
            }

            @Override
            public void close() {
                steps.close();
            }
        };
    }
}

package io.gossamer.train.strategy;

import io.gossamer.model.flat.FlatLayout;
import io.gossamer.net.collective.Group;
import io.gossamer.train.exchange.Exchange;
import io.gossamer.train.schedule.LearningRate;
import io.gossamer.train.schedule.TalkSchedule;

/**
 * The four questions, answered.
 *
 * @param when when to talk
 * @param subject what to talk about; how it is coded is the exchange's part of the answer
 * @param exchange to whom, and in which form: makes one node's end of it
 * @param merge how the mean changes the shared parameters
 * @param learningRate the rate of a worker's steps on gradients
 * @param warmupSteps steps after which the bytes of a step stay as they are
 */
public record Strategy(
        TalkSchedule when,
        Subject subject,
        ExchangeFactory exchange,
        Merge merge,
        LearningRate learningRate,
        long warmupSteps) {

    /** Makes one node's learner. */
    public Learner learner(Site site) {
        return subject.learner(this, site);
    }

    /** Makes one node's end of the exchange. */
    public Exchange exchange(Site site) {
        return exchange.create(site.group(), site.network().parameters().layout(), site.seed());
    }

    /** Makes one node's end of an exchange. */
    @FunctionalInterface
    public interface ExchangeFactory {
        /**
         * @param group the nodes that talk
         * @param layout of the tensors that are said
         * @param seed of the run, for codecs that draw
         */
        Exchange create(Group group, FlatLayout layout, long seed);
    }
}

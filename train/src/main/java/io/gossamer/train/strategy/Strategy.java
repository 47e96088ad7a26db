package io.gossamer.train.strategy;

import io.gossamer.train.exchange.Exchange;
import io.gossamer.train.schedule.LearningRate;
import io.gossamer.train.schedule.TalkSchedule;
import java.util.function.Function;

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
        Function<Site, Exchange> exchange,
        Merge merge,
        LearningRate learningRate,
        long warmupSteps) {

    /** Makes one node's learner. */
    public Learner learner(Site site) {
        return subject.learner(measured(), site);
    }

    /** This strategy with exchanges that their site's meter reads. */
    private Strategy measured() {
        Function<Site, Exchange> metered = site -> {
            Exchange made = exchange.apply(site);
            made.measure(site.meter());
            return made;
        };
        return new Strategy(when, subject, metered, merge, learningRate, warmupSteps);
    }
}

package io.gossamer.train.strategy;

import io.gossamer.codec.message.Votes;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.exchange.ExchangeQueue;
import io.gossamer.train.fragment.FragmentPlan;
import io.gossamer.train.fragment.FragmentSchedule;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Every node takes steps of its own; now and then all say how far these brought them, fragment by fragment, and go on from
 * the merge. It may come some steps later, which are taken meanwhile. At the end of the run all that is under way arrives.
 */
final class DifferenceLearner implements Learner {
    private final Subject.Difference subject;
    private final Strategy strategy;
    private final Site site;
    private final InnerSteps inner;
    private final FlatTensors anchor;
    private final FragmentSchedule schedule;
    private final List<OuterFragment> fragments;
    private final ExchangeQueue queue;

    DifferenceLearner(Subject.Difference subject, Strategy strategy, Site site) {
        this.subject = subject;
        this.strategy = strategy;
        this.site = site;
        FragmentPlan plan = FragmentPlan.of(site.layout(), subject.fragments(), subject.pattern());
        this.schedule = FragmentSchedule.every(strategy.when().period(), plan.size());
        if (subject.overlap() >= schedule.period()) {
            throw new GossamerException(
                    "An exchange cannot take " + subject.overlap()
                            + " steps where the next of the same fragment comes after " + schedule.period(),
                    "Set overlap to less, or sync-every to more.");
        }
        this.inner = new InnerSteps(site, subject.inner(), subject.localClip(), strategy.learningRate());
        this.anchor = parameters().likeThis();
        this.fragments = IntStream.range(0, plan.size())
                .mapToObj(fragment -> new OuterFragment(
                        plan.fragments().get(fragment), site.of(plan.layout(site.layout(), fragment)), strategy))
                .toList();
        this.queue = new ExchangeQueue(site.group().world());
        anchor.memory().copyFrom(parameters().memory());
    }

    private FlatTensors parameters() {
        return site.network().parameters();
    }

    @Override
    public Outcome step(long step, Votes votes) throws InterruptedException {
        double loss = inner.take(step);
        return new Outcome(loss, talk(step, votes));
    }

    private Votes talk(long step, Votes votes) throws InterruptedException {
        boolean last = step == strategy.learningRate().totalSteps() - 1;
        Votes before = arrive(last ? Long.MAX_VALUE : step);
        for (int turn : last ? schedule.afterLast(step) : schedule.after(step)) {
            long due = last ? step : step + subject.overlap();
            fragments.get(turn).send(queue, anchor, parameters(), step, due, votes);
        }
        return before.or(arrive(step));
    }

    /** Merges all that is due after a step, in the order in which it was sent. */
    private Votes arrive(long step) throws InterruptedException {
        List<OuterFragment> arrived = fragments.stream()
                .filter(fragment -> fragment.due().filter(due -> due <= step).isPresent())
                .sorted(Comparator.comparing(fragment -> fragment.due().orElseThrow()))
                .toList();
        Votes all = Votes.NONE;
        for (OuterFragment fragment : arrived) {
            double rate = strategy.merge().outerLearningRate().orElseThrow();
            all = all.or(fragment.arrive(anchor, parameters(), rate, subject.mixing()));
        }
        return all;
    }

    @Override
    public Votes settle() throws InterruptedException {
        return queue.settle();
    }

    @Override
    public Optional<ExchangeQueue> queue() {
        return Optional.of(queue);
    }

    @Override
    public boolean elastic() {
        return fragments.stream().allMatch(OuterFragment::elastic);
    }

    @Override
    public void caughtUp() {
        parameters().memory().copyFrom(anchor.memory());
    }

    @Override
    public FlatTensors shared() {
        return anchor;
    }

    @Override
    public void visitState(StateVisitor visitor) {
        inner.visitState(visitor.privately("inner"));
        anchor.visitState(visitor.scope("anchor"));
        for (int fragment = 0; fragment < fragments.size(); fragment++) {
            fragments.get(fragment).visitState(visitor.scope("fragment" + fragment));
        }
    }

    @Override
    public void close() {
        queue.close();
        inner.close();
        anchor.close();
        fragments.forEach(OuterFragment::close);
    }
}

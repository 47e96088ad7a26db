package io.gossamer.train.overlap;

import io.gossamer.codec.message.Votes;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.net.collective.Group;
import io.gossamer.train.exchange.Exchange;
import io.gossamer.train.exchange.ExchangeQueue;
import io.gossamer.train.exchange.Note;
import io.gossamer.train.exchange.PieceMean;
import io.gossamer.train.exchange.ShardedMean;
import io.gossamer.train.flat.FlatMath;
import io.gossamer.train.optimizer.ClippedMomentum;
import io.gossamer.train.optimizer.Optimizer;
import io.gossamer.train.strategy.InnerSteps;
import io.gossamer.train.strategy.Learner;
import io.gossamer.train.strategy.Site;
import io.gossamer.train.strategy.Strategy;
import java.util.Arrays;
import java.util.Optional;

/** One node of {@link LateAverages}. */
final class LateAveragesLearner implements Learner {
    /** From here on steps of the size that other methods bear were too large for it in small trials. */
    private static final double UNSTABLE_MOMENTUM = 0.5;

    private final LateAverages subject;
    private final Strategy strategy;
    private final Site site;
    private final Optional<WorkerGroups.Cut> groups;
    private final RoundSteps inner;
    private final OuterStep outer;
    private final MeanUnderWay mean;
    private final GroupReport report;
    private final FlatTensors shared;
    /** By tensor, squared: how far {@link #shared} has moved since what is under way was measured. */
    private final double[] moved;

    private boolean stepped;

    LateAveragesLearner(LateAverages subject, Strategy strategy, Site site) {
        this.subject = subject;
        this.strategy = strategy;
        this.site = site;
        this.groups = subject.groups().single()
                ? Optional.empty()
                : Optional.of(subject.groups().cut(site.group()));
        this.inner = steps();
        this.moved = new double[site.layout().entries().size()];
        this.outer = outerStep();
        this.report = new GroupReport(site.group(), groups, inner, outer);
        this.mean = new MeanUnderWay(site, outer.exchange());
        this.shared = parameters().likeThis();
        shared.memory().copyFrom(parameters().memory());
    }

    private RoundSteps steps() {
        return groups.<RoundSteps>map(cut -> new GroupSteps(
                        site,
                        cut.inside(),
                        subject.groups().sharding(),
                        subject.inner(),
                        subject.localClip(),
                        strategy.learningRate()))
                .orElseGet(() -> RoundSteps.alone(
                        new InnerSteps(site, subject.inner(), subject.localClip(), strategy.learningRate())));
    }

    private OuterStep outerStep() {
        return subject.sharded() ? shardedStep() : wholeStep();
    }

    private double rate() {
        return strategy.merge().outerLearningRate().orElseThrow();
    }

    private OuterStep wholeStep() {
        Optimizer optimizer = strategy.merge().optimizer().create(parameters());
        return groups.<OuterStep>map(cut -> new OuterStepInGroups(
                        cut.inside(),
                        site.layout(),
                        (piece, from) -> {},
                        new WholeOuterStep(acrossGroups(cut), optimizer, rate(), subject.penalty(), moved)))
                .orElseGet(() -> new WholeOuterStep(
                        strategy.exchange().apply(site), optimizer, rate(), subject.penalty(), moved));
    }

    private OuterStep shardedStep() {
        Group owners = groups.map(WorkerGroups.Cut::inside).orElse(site.group());
        MomentumPiece momentum =
                new MomentumPiece(owners, site.layout(), strategy.merge().optimizer(), subject.penalty(), moved);
        return groups.<OuterStep>map(cut -> new OuterStepInGroups(
                        owners, site.layout(), momentum, new ShardedOuterStep(acrossGroups(cut), momentum, rate())))
                .orElseGet(
                        () -> new ShardedOuterStep(new ShardedMean(owners, site.layout(), momentum), momentum, rate()));
    }

    private Exchange acrossGroups(WorkerGroups.Cut cut) {
        return new PieceMean(cut.inside(), cut.across(), site.layout());
    }

    private FlatTensors parameters() {
        return site.network().parameters();
    }

    @Override
    public Outcome step(long step, Votes votes) throws InterruptedException {
        if (step == 0) {
            warn();
        }
        stepped = true;
        long inGroup = operatingInGroup();
        Outcome own = inner.take(step, votes);
        Votes all = roundEnds(step) ? talk(step, own.votes()) : Votes.NONE;
        mean.queue().alsoWaited(operatingInGroup() - inGroup);
        report.after(isLast(step)).ifPresent(site.notes());
        return new Outcome(own.loss(), all);
    }

    private long operatingInGroup() {
        return groups.map(cut -> cut.inside().operatingNanos()).orElse(0L);
    }

    private void warn() {
        if (subject.staleness() > 0
                && strategy.merge().optimizer() instanceof ClippedMomentum.Spec spec
                && spec.momentum() >= UNSTABLE_MOMENTUM) {
            site.notes()
                    .accept(
                            Note.of(
                                    "An outer momentum of " + spec.momentum()
                                            + " is unstable with averages that are one round late: lower --outer-momentum to 0.2 or so."));
        }
    }

    private boolean isLast(long step) {
        return step == strategy.learningRate().totalSteps() - 1;
    }

    private boolean roundEnds(long step) {
        return strategy.when().due(step) || isLast(step);
    }

    /** Whether this average is waited for. */
    private boolean blocks(long step) {
        return subject.staleness() == 0
                || isLast(step)
                || step < strategy.when().period() && subject.firstRound() == LateAverages.FirstRound.BLOCKING;
    }

    private Votes talk(long step, Votes votes) throws InterruptedException {
        Votes all = mean.await();
        FlatMath.subtract(shared, parameters(), mean.draft());
        merge(step);
        mean.begin(step, votes);
        if (blocks(step)) {
            all = all.or(mean.await());
            merge(step);
        }
        parameters().memory().copyFrom(shared.memory());
        return all;
    }

    /** Applies the average that has been awaited, if there is one, and measures how far that leads. */
    private void merge(long step) throws InterruptedException {
        // A node's own parameters have been said.
        FlatTensors before = parameters();
        before.memory().copyFrom(shared.memory());
        if (mean.expected()) {
            outer.apply(shared, mean.take(), step);
        }
        if (subject.penalty().mode() == StalenessPenalty.Mode.GAP_AWARE) {
            FlatMath.subtract(shared, before, before);
            double[] squares = FlatMath.squaredNorms(before);
            Arrays.setAll(moved, tensor -> squares[tensor]);
        }
    }

    @Override
    public Votes settle() throws InterruptedException {
        return mean.queue().settle();
    }

    @Override
    public Optional<ExchangeQueue> queue() {
        return Optional.of(mean.queue());
    }

    @Override
    public boolean elastic() {
        return mean.elastic();
    }

    /** Who comes in the midst of a round begins it; the others are on their way already. */
    @Override
    public void caughtUp() {
        if (!stepped) {
            parameters().memory().copyFrom(shared.memory());
        }
    }

    @Override
    public FlatTensors shared() {
        return shared;
    }

    @Override
    public void visitState(StateVisitor visitor) {
        inner.visitState(visitor.privately("inner"));
        outer.visitState(visitor.scope("outer"));
        shared.visitState(visitor.scope("shared"));
        mean.visitState(visitor.scope("underWay"));
        visitor.doubles("moved", moved);
    }

    @Override
    public void close() {
        mean.close();
        inner.close();
        outer.close();
        shared.close();
    }
}

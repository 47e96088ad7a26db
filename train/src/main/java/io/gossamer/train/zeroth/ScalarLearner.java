package io.gossamer.train.zeroth;

import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.message.ScalarMessages;
import io.gossamer.codec.message.Votes;
import io.gossamer.codec.scalar.ScalarCode;
import io.gossamer.core.failure.DivergedException;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.state.StateHash;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.strategy.Learner;
import io.gossamer.train.strategy.Site;
import io.gossamer.train.strategy.Strategy;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Says slopes as scalars. The network's own parameters wear: each measurement moves them to and fro and leaves rounding
 * behind, on every node another one. What all nodes share, exactly, is the backup with the rounds since applied to it;
 * it follows when it is asked for and when the parameters are made anew from it.
 */
final class ScalarLearner implements Learner {
    private final ZerothOrder subject;
    private final ScalarCode code;
    private final Strategy strategy;
    private final Site site;
    private final FlatTensors backup;
    private final List<Round> sinceBackup = new ArrayList<>();
    private final double[] scales;
    private final Directions directions;
    private final NodeSamples measuring;
    private final ScalarMessages messages;
    private final HistoryHeader header;
    private final HistoryWriter history;

    ScalarLearner(ZerothOrder subject, ScalarCode code, Strategy strategy, Site site) {
        this.subject = subject;
        this.code = code;
        this.strategy = strategy;
        this.site = site;
        this.backup = parameters().likeThis();
        backup.memory().copyFrom(parameters().memory());
        this.scales = ZerothOrder.scales(parameters(), subject.varianceScaling());
        this.directions = new Directions(site.seed(), scales);
        this.measuring = new NodeSamples(site, directions, subject);
        this.messages = new ScalarMessages(code, subject.samples());
        this.header = new HistoryHeader(
                code, subject.varianceScaling(), site.seed(), subject.samples(), StateHash.of(parameters()));
        this.history = new HistoryWriter(historyFile(), header);
    }

    private Path historyFile() {
        return site.folder().resolve(ScalarHistory.FILE);
    }

    private FlatTensors parameters() {
        return site.network().parameters();
    }

    @Override
    public Outcome step(long step, Votes votes) throws InterruptedException {
        double[] own = new double[subject.samples()];
        double loss = measure(step, own);
        double[] all = new double[own.length * site.group().size()];
        Votes votesOfAll = exchange(step, votes, own, all);
        Round round = new Round(step, strategy.learningRate().at(step), own.length, all);
        requireSome(round);
        if (site.group().rank() == 0) {
            history.append(round);
        }
        advance(round);
        return new Outcome(loss, votesOfAll);
    }

    /** Returns the mean loss of the samples that are not left out, NaN if all are. */
    private double measure(long step, double[] slopes) {
        double loss = 0;
        int counted = 0;
        for (int sample = 0; sample < slopes.length; sample++) {
            Probe.Measurement measured = measuring.measure(step, sample);
            requireSayable(measured.slope(), step);
            slopes[sample] = measured.slope();
            if (Double.isFinite(measured.slope())) {
                loss += measured.loss();
                counted++;
            }
            if (subject.restoreEvery() == 0) {
                parameters().memory().copyFrom(backup.memory());
            }
        }
        return loss / counted;
    }

    private void requireSayable(double slope, long step) {
        if (!Double.isFinite(slope) && !code.canSkip()) {
            throw new DivergedException(
                    "A loss of worker " + site.group().rank() + " is not finite in step " + step,
                    "Lower --learning-rate, or take a scalar code that can leave a sample out, such as byte.");
        }
    }

    /** Fills {@code all} with what everybody decodes, this node's own slopes included. */
    private Votes exchange(long step, Votes votes, double[] own, double[] all) throws InterruptedException {
        int rank = site.group().rank();
        List<MemorySegment> frames = site.group().allGather(messages.write(rank, step, votes, own));
        Votes votesOfAll = Votes.NONE;
        for (int node = 0; node < frames.size(); node++) {
            votesOfAll = votesOfAll.or(hear(frames.get(node), node, step, own));
            System.arraycopy(own, 0, all, node * own.length, own.length);
        }
        return votesOfAll;
    }

    private Votes hear(MemorySegment frame, int node, long step, double[] slopes) {
        try {
            return messages.read(frame, node, step, slopes);
        } catch (CorruptMessageException corrupt) {
            throw new GossamerException(
                    "The scalars of worker " + node + " in step " + step + " cannot be read: " + corrupt.getMessage(),
                    "Run the same version of Gossamer with the same job on all machines.",
                    corrupt);
        }
    }

    private static void requireSome(Round round) {
        if (round.counted() == 0) {
            throw new GossamerException(
                    "No loss of any worker is finite in step " + round.step(), "Lower --learning-rate.");
        }
    }

    private void advance(Round round) {
        sinceBackup.add(round);
        if (subject.restoreEvery() == 0 || (round.step() + 1) % subject.restoreEvery() == 0) {
            followUp();
            parameters().memory().copyFrom(backup.memory());
        } else {
            directions.apply(parameters(), round);
        }
    }

    private void followUp() {
        sinceBackup.forEach(round -> directions.apply(backup, round));
        sinceBackup.clear();
    }

    @Override
    public void rejoin(long step) {
        ScalarHistory past = ScalarHistory.read(historyFile());
        if (!past.header().equals(header) || past.rounds() < step) {
            throw new GossamerException(
                    historyFile() + " does not lead from this run's start to step " + step,
                    "Restore the file, or start a new run.");
        }
        past.replay(backup, step);
        sinceBackup.clear();
        parameters().memory().copyFrom(backup.memory());
    }

    @Override
    public FlatTensors shared() {
        followUp();
        return backup;
    }

    @Override
    public void visitState(StateVisitor visitor) {
        followUp();
        backup.visitState(visitor.scope("backup"));
        visitor.doubles("scales", scales);
    }

    @Override
    public void close() {
        history.close();
        messages.close();
        directions.close();
        backup.close();
    }
}

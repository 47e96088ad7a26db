package io.gossamer.train.worker;

import io.gossamer.codec.message.Votes;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.model.data.Dataset;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.network.Network;
import io.gossamer.model.network.Score;
import io.gossamer.net.collective.Group;
import io.gossamer.train.exchange.AllReduceMean;
import io.gossamer.train.strategy.Learner;
import io.gossamer.train.strategy.ModelsApart;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;

/**
 * Judges the shared parameters on the test data, each worker its part of it. Buffers such as BatchNorm's statistics are
 * averaged over the workers first. Since every worker is there, it also checks that all hold the same parameters.
 */
final class Evaluator {
    private static final int BATCH = 250;
    private static final int PIECE = 1 << 16;

    private final Group group;
    private final Dataset test;
    private final Network network;
    private final Learner learner;
    private final long place;

    /** @param place the folder in which this worker keeps the run */
    Evaluator(Group group, Dataset test, Network network, Learner learner, long place) {
        this.place = place;
        this.group = group;
        this.test = test;
        this.network = network;
        this.learner = learner;
    }

    /**
     * @param score over the whole test set
     * @param seconds training clock, mean over workers
     * @param bytesSent bytes sent in steps, mean over workers
     * @param speaks whether this worker is the first of those who keep the run in its folder
     */
    record Judgement(Score score, double seconds, double bytesSent, boolean speaks) {}

    Judgement judge(double seconds, long bytesSent) throws InterruptedException {
        while (true) {
            averageBuffers();
            int from = start(group.rank());
            int to = start(group.rank() + 1);
            Score own = withSharedParameters(() -> score(from, to));
            long[][] all = group.exchange(
                    Double.doubleToRawLongBits(own.lossSum()),
                    own.correct(),
                    own.count(),
                    Double.doubleToRawLongBits(seconds),
                    bytesSent,
                    Fingerprint.of(learner.shared()),
                    place,
                    to - from);
            // If a worker was lost meanwhile, so was its part.
            if (Arrays.stream(all).mapToLong(of -> of[7]).sum() == test.size()) {
                return merge(all);
            }
        }
    }

    /** All models that nodes hold apart, each on the whole test data; leaves one of them in the network. */
    Score judgeApart(ModelsApart apart) throws InterruptedException {
        Score own = Score.ZERO;
        for (int place = 0; place < apart.count(); place++) {
            apart.show(place);
            own = own.plus(score(0, test.size()));
        }
        long[][] all = group.exchange(Double.doubleToRawLongBits(own.lossSum()), own.correct(), own.count());
        return Arrays.stream(all)
                .map(of -> new Score(Double.longBitsToDouble(of[0]), of[1], of[2]))
                .reduce(Score.ZERO, Score::plus);
    }

    /** The first example of a worker's part. */
    private int start(int rank) {
        return (int) ((long) test.size() * rank / group.size());
    }

    void averageBuffers() throws InterruptedException {
        FlatTensors buffers = network.buffers();
        if (buffers.layout().entries().isEmpty()) {
            return;
        }
        try (AllReduceMean mean = new AllReduceMean(group, buffers.layout())) {
            mean.mean(buffers, 0, Votes.NONE);
        }
    }

    private Score withSharedParameters(java.util.function.Supplier<Score> body) {
        MemorySegment own = network.parameters().memory();
        MemorySegment shared = learner.shared().memory();
        if (own.address() == shared.address()) {
            return body.get();
        }
        swap(own, shared);
        try {
            return body.get();
        } finally {
            swap(own, shared);
        }
    }

    /** Piece by piece: a model that fits into memory twice may not do so three times. */
    private static void swap(MemorySegment one, MemorySegment other) {
        MemorySegment kept = MemorySegment.ofArray(new byte[PIECE]);
        for (long at = 0; at < one.byteSize(); at += PIECE) {
            long length = Math.min(PIECE, one.byteSize() - at);
            MemorySegment.copy(one, at, kept, 0, length);
            MemorySegment.copy(other, at, one, at, length);
            MemorySegment.copy(kept, 0, other, at, length);
        }
    }

    private Score score(int from, int to) {
        Score score = Score.ZERO;
        for (int start = from; start < to; start += BATCH) {
            int[] indices = IntStream.range(start, Math.min(to, start + BATCH)).toArray();
            try (PointerScope scope = new PointerScope()) {
                score = score.plus(network.evaluate(test.batch(indices)));
            }
        }
        return score;
    }

    private Judgement merge(long[][] all) {
        requireAlike(all);
        Score score = Score.ZERO;
        double seconds = 0;
        double bytes = 0;
        for (long[] of : all) {
            score = score.plus(new Score(Double.longBitsToDouble(of[0]), of[1], of[2]));
            seconds += Double.longBitsToDouble(of[3]) / all.length;
            bytes += (double) of[4] / all.length;
        }
        return new Judgement(score, seconds, bytes, speaks(all));
    }

    private void requireAlike(long[][] all) {
        List<Integer> workers = group.contributors();
        long popular = Majority.of(Arrays.stream(all).mapToLong(of -> of[5]).toArray());
        for (int i = 0; i < all.length; i++) {
            boolean concerns = !group.elastic() || workers.get(i) == group.number();
            if (all[i][5] != popular && concerns) {
                throw new GossamerException(
                        "Worker " + workers.get(i) + " holds other parameters than the others",
                        "This is a bug in the method or a broken machine: keep the run directory and report it.");
            }
        }
    }

    private boolean speaks(long[][] all) {
        int first = 0;
        while (all[first][6] != place) {
            first++;
        }
        return group.contributors().get(first) == group.number();
    }
}

package io.gossamer.train.worker;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.state.StateHash;
import io.gossamer.model.data.Dataset;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.network.Network;
import io.gossamer.model.network.Score;
import io.gossamer.net.collective.Group;
import io.gossamer.train.exchange.AllReduceMean;
import io.gossamer.train.strategy.Learner;
import java.lang.foreign.MemorySegment;
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

    Evaluator(Group group, Dataset test, Network network, Learner learner) {
        this.group = group;
        this.test = test;
        this.network = network;
        this.learner = learner;
    }

    /**
     * @param score over the whole test set
     * @param seconds training clock, mean over workers
     * @param bytesSent bytes sent in steps, mean over workers
     */
    record Judgement(Score score, double seconds, double bytesSent) {}

    Judgement judge(double seconds, long bytesSent) throws InterruptedException {
        averageBuffers();
        Score own = withSharedParameters(this::scoreOwnPart);
        long[][] all = group.exchange(new long[] {
            Double.doubleToRawLongBits(own.lossSum()),
            own.correct(),
            own.count(),
            Double.doubleToRawLongBits(seconds),
            bytesSent,
            sharedHash()
        });
        return merge(all);
    }

    private void averageBuffers() throws InterruptedException {
        FlatTensors buffers = network.buffers();
        if (buffers.layout().entries().isEmpty()) {
            return;
        }
        try (AllReduceMean mean = new AllReduceMean(group, buffers.layout())) {
            mean.mean(buffers, 0, false);
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

    private Score scoreOwnPart() {
        int from = (int) ((long) test.size() * group.rank() / group.size());
        int to = (int) ((long) test.size() * (group.rank() + 1) / group.size());
        Score score = Score.ZERO;
        for (int start = from; start < to; start += BATCH) {
            int[] indices = IntStream.range(start, Math.min(to, start + BATCH)).toArray();
            try (PointerScope scope = new PointerScope()) {
                score = score.plus(network.evaluate(test.batch(indices)));
            }
        }
        return score;
    }

    private long sharedHash() {
        return Long.parseUnsignedLong(StateHash.of(learner.shared()).substring(0, 16), 16);
    }

    private Judgement merge(long[][] all) {
        Score score = Score.ZERO;
        double seconds = 0;
        double bytes = 0;
        for (int rank = 0; rank < all.length; rank++) {
            long[] of = all[rank];
            if (of[5] != all[0][5]) {
                throw new GossamerException(
                        "Worker " + rank + " holds other parameters than worker 0",
                        "This is a bug in the method or a broken machine: keep the run directory and report it.");
            }
            score = score.plus(new Score(Double.longBitsToDouble(of[0]), of[1], of[2]));
            seconds += Double.longBitsToDouble(of[3]) / all.length;
            bytes += (double) of[4] / all.length;
        }
        return new Judgement(score, seconds, bytes);
    }
}

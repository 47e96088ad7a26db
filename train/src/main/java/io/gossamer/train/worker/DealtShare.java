package io.gossamer.train.worker;

import io.gossamer.model.data.Batch;
import io.gossamer.net.collective.Group;
import io.gossamer.train.strategy.Share;
import java.util.List;
import java.util.function.IntFunction;

/** This node's share of the training data, dealt anew whenever nodes have come or gone. */
final class DealtShare {
    private final Group group;
    private final IntFunction<List<Share>> shares;
    private int rank;
    private int size;
    private Share dealt;

    /** @param shares deals the training data among so many */
    DealtShare(Group group, IntFunction<List<Share>> shares) {
        this.group = group;
        this.shares = shares;
        deal();
    }

    /** The share of now, whenever it is asked for a batch; its epoch is that of the first deal. */
    Share share() {
        return new Share(this::batch, dealt.epoch());
    }

    private Batch batch(long number) {
        if (rank != group.rank() || size != group.size()) {
            deal();
        }
        return dealt.batches().apply(number);
    }

    private void deal() {
        do {
            // The members may change meanwhile, in an exchange that is under way.
            size = group.size();
            rank = group.rank();
        } while (rank >= size || size != group.size());
        dealt = shares.apply(size).get(rank);
    }
}

package io.gossamer.model.data;

import io.gossamer.core.random.RandomStream;

/** Each worker gets a uniform sample without replacement. */
record IidSharding() implements Sharding {
    @Override
    public int[][] deal(Dataset data, int workers, RandomStream stream) {
        return Sharding.pieces(stream.permutation(data.size()), workers);
    }

    @Override
    public String toString() {
        return "iid";
    }
}

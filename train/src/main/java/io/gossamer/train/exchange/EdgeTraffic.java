package io.gossamer.train.exchange;

import io.gossamer.core.state.StateVisitor;
import io.gossamer.core.state.Stateful;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the nodes that live on one worker have said and heard in a whole run, by their place on it. A message between two
 * of them counts as any other, though it crosses no wire.
 */
public final class EdgeTraffic implements Stateful {
    private final long[] up;
    private final long[] down;

    /** @param residents how many nodes live on the worker */
    public EdgeTraffic(int residents) {
        this.up = new long[residents];
        this.down = new long[residents];
    }

    /** A node's message of so many coded bytes has been heard by so many others. */
    void said(int place, long bytes, int hearers) {
        up[place] += bytes * hearers;
    }

    /** A node has heard a message of so many coded bytes. */
    void heard(int place, long bytes) {
        down[place] += bytes;
    }

    /**
     * All nodes have taken the mean of float32 vectors: the share of each in a ring all-reduce among so many, which is
     * 2 (nodes - 1) / nodes of a vector in either direction.
     */
    public void allReduced(int nodes, long elements) {
        long bytes = 2 * (nodes - 1) * elements * Float.BYTES / nodes;
        for (int place = 0; place < up.length; place++) {
            up[place] += bytes;
            down[place] += bytes;
        }
    }

    /** @param residents the nodes' numbers, by place */
    public List<ClientTraffic> of(int[] residents) {
        return IntStream.range(0, residents.length)
                .mapToObj(place -> new ClientTraffic(residents[place], up[place], down[place]))
                .toList();
    }

    @Override
    public void visitState(StateVisitor visitor) {
        visitor.longs("up", up);
        visitor.longs("down", down);
    }
}

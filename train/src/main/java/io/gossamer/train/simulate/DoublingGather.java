package io.gossamer.train.simulate;

import java.io.IOException;

/**
 * An all-gather in as many rounds as nodes can be halved: in round k each tells the node 2^k places further what it has
 * heard so far that this one lacks. Source: Bruck, Ho, Kipnis, Upfal and Weathersby, "Efficient algorithms for all-to-all
 * communications in multiport message-passing systems", IEEE TPDS 8(11), 1997, section 4.
 */
final class DoublingGather implements Way {
    private final int nodes;

    /** Of what the nodes before say, together. */
    private final long[] before;

    DoublingGather(Words words) {
        this.nodes = words.nodes();
        this.before = new long[nodes + 1];
        for (int node = 0; node < nodes; node++) {
            before[node + 1] = before[node] + words.bytes(node, words.next(node, 1));
        }
    }

    @Override
    public String label() {
        return "doubling";
    }

    @Override
    public void go(int node, Moves moves) throws IOException, InterruptedException {
        for (int known = 1; known < nodes; known *= 2) {
            int told = Math.min(known, nodes - known);
            int previous = Math.floorMod(node - known, nodes);
            moves.send((node + known) % nodes, upTo(node, told));
            moves.receive(previous, upTo(previous, told));
        }
    }

    /** What {@code count} nodes say, of which {@code last} is the last. */
    private long upTo(int last, int count) {
        int first = last - count + 1;
        long whole = before[nodes];
        return first >= 0 ? before[last + 1] - before[first] : before[last + 1] + whole - before[first + nodes];
    }
}

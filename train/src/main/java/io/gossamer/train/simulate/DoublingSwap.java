package io.gossamer.train.simulate;

import java.io.IOException;

/**
 * An all-to-all in as many rounds as nodes can be halved: what is for the node p places further travels 2^k places in
 * round k if bit k of p is set. Source: as {@link DoublingGather}, section 3.
 */
record DoublingSwap(Words words) implements Way {
    @Override
    public String label() {
        return "doubling";
    }

    @Override
    public void go(int node, Moves moves) throws IOException, InterruptedException {
        for (int hop = 1; hop < words.nodes(); hop *= 2) {
            int previous = words.next(node, -hop);
            moves.send(words.next(node, hop), passed(node, hop));
            moves.receive(previous, passed(previous, hop));
        }
    }

    /** What a node passes on in the round of such a hop. */
    private long passed(int node, int hop) {
        long bytes = 0;
        for (int places = hop; places < words.nodes(); places++) {
            if ((places & hop) != 0) {
                int from = words.next(node, -(places & hop - 1));
                bytes += words.bytes(from, words.next(from, places));
            }
        }
        return bytes;
    }
}

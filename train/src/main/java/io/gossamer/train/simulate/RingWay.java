package io.gossamer.train.simulate;

import java.io.IOException;

/** An all-gather in which what everybody says goes from node to node until all have heard it. */
record RingWay(Words words) implements Way {
    @Override
    public String label() {
        return "ring";
    }

    @Override
    public void go(int node, Moves moves) throws IOException, InterruptedException {
        int next = words.next(node, 1);
        int previous = words.next(node, -1);
        for (int passed = 0; passed < words.nodes() - 1; passed++) {
            moves.send(next, said(words.next(node, -passed)));
            moves.receive(previous, said(words.next(node, -passed - 1)));
        }
    }

    private long said(int speaker) {
        return words.bytes(speaker, words.next(speaker, 1));
    }
}

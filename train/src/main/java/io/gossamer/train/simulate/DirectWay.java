package io.gossamer.train.simulate;

import java.io.IOException;

/** Everybody tells everybody, from the next on, so that not all turn to the same node first. */
record DirectWay(Words words) implements Way {
    @Override
    public String label() {
        return "direct";
    }

    @Override
    public void go(int node, Moves moves) throws IOException, InterruptedException {
        for (int places = 1; places < words.nodes(); places++) {
            int to = words.next(node, places);
            moves.send(to, words.bytes(node, to));
        }
        for (int places = 1; places < words.nodes(); places++) {
            int from = words.next(node, places);
            moves.receive(from, words.bytes(from, node));
        }
    }
}

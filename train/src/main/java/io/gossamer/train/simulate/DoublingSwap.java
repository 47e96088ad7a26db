package io.gossamer.train.simulate;

import io.gossamer.train.transcript.Transcript;
import java.io.IOException;
import java.util.Arrays;

/**
 * An all-to-all in as many rounds as nodes can be halved: what is for the node p places further travels 2^k places in
 * round k if bit k of p is set. Source: as {@link DoublingGather}, section 3.
 */
final class DoublingSwap implements Way {
    private final int nodes;

    /** By speaker and receiver: all that all nodes say, told apart no more than it was listened to. */
    private final long[][] said;

    private final boolean alike;

    DoublingSwap(Words words) {
        this.nodes = words.nodes();
        int speakers = words.step().speakers().size();
        this.said = new long[speakers][nodes];
        for (int speaker = 0; speaker < speakers; speaker++) {
            for (int to = 0; to < nodes; to++) {
                said[speaker][to] = words.bytes(speaker, to);
            }
        }
        this.alike = Arrays.stream(said).flatMapToLong(Arrays::stream).allMatch(bytes -> bytes == said[0][0]);
    }

    @Override
    public String label() {
        return "doubling";
    }

    @Override
    public void go(int node, Moves moves) throws IOException, InterruptedException {
        for (int hop = 1; hop < nodes; hop *= 2) {
            int previous = Math.floorMod(node - hop, nodes);
            moves.send((node + hop) % nodes, passed(node, hop));
            moves.receive(previous, passed(previous, hop));
        }
    }

    /** What a node passes on in the round of such a hop. */
    private long passed(int node, int hop) {
        if (alike) {
            return said[0][0] * (nodes / (2 * hop) * hop + Math.max(0, nodes % (2 * hop) - hop));
        }
        long bytes = 0;
        for (int places = hop; places < nodes; places++) {
            if ((places & hop) != 0) {
                int from = Math.floorMod(node - (places & hop - 1), nodes);
                bytes += said[Transcript.speaker(from, said.length)][(from + places) % nodes];
            }
        }
        return bytes;
    }
}

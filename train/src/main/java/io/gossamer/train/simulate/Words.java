package io.gossamer.train.simulate;

import io.gossamer.train.transcript.Operation;
import io.gossamer.train.transcript.Transcript;

/**
 * What each node says to each in one operation, as lengths with frames.
 *
 * @param index of the act in the step
 */
record Words(Transcript.Step step, int index, int nodes) {
    /** @param to another node than {@code from} */
    long bytes(int from, int to) {
        return switch (step.act(from, index).operation()) {
            case Operation.AllGather gather -> gather.said().framed();
            case Operation.AllToAll each ->
                each.said().get(Transcript.speaker(to, each.said().size())).framed();
            case Operation.AllReduce _, Operation.Broadcast _, Operation.Silence _ ->
                throw new IllegalStateException("nobody says anything of one's own");
        };
    }

    int next(int node, int places) {
        return Math.floorMod(node + places, nodes);
    }
}

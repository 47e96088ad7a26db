package io.gossamer.train.fragment;

import java.util.List;
import java.util.stream.IntStream;

/**
 * When each fragment has its turn: one every {@code gap} steps, in order, so that each comes again after about as many
 * steps as it was to. Steps count from 0; a turn comes after a step. Source: Streaming DiLoCo, arXiv 2501.18512, section
 * 3.1, with the rounding of MaxText.
 *
 * @param gap steps between two turns
 * @param fragments how many there are
 */
public record FragmentSchedule(int gap, int fragments) {
    /** For each fragment to be exchanged about every {@code period} steps. */
    public static FragmentSchedule every(int period, int fragments) {
        return new FragmentSchedule(Math.max(1, Math.round((float) period / fragments)), fragments);
    }

    /** Steps between two turns of a fragment. */
    public int period() {
        return gap * fragments;
    }

    /** The fragment whose turn comes after a step; none after most. */
    public List<Integer> after(long step) {
        long done = step + 1;
        return done % gap == 0 ? List.of((int) (done % period() / gap)) : List.of();
    }

    /**
     * The fragments to be exchanged after the last step of a run: whose turn it is, or would be next; and in a run that is
     * shorter than a period, all that have not had one.
     */
    public List<Integer> afterLast(long step) {
        long begun = Math.ceilDiv(step + 1, gap);
        return begun < fragments
                ? IntStream.concat(IntStream.of(0), IntStream.range((int) begun, fragments))
                        .distinct()
                        .boxed()
                        .toList()
                : List.of((int) (begun % fragments));
    }
}

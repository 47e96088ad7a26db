package io.gossamer.net.rendezvous;

import io.gossamer.codec.message.Kind;
import io.gossamer.net.collective.ElasticGroup;
import io.gossamer.net.state.SimpleHash;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What members of a group that lives on do in tests: add up arrays, small and large, and let in whoever waits. */
final class AddingUp {
    private static final int SMALL = 101;
    private static final int LARGE = 20_011;

    private AddingUp() {}

    /**
     * Where a member stands.
     *
     * @param step how many sums there were
     * @param digest of all of them
     * @param run who began; a run that began anew since all its members were killed is another one
     */
    record State(long step, long digest, long run) {}

    interface Witness {
        void see(State state) throws InterruptedException;
    }

    /** Joins in until so many sums are done, and returns where all stand then. */
    static State until(ElasticGroup group, long steps, long self, Witness witness) throws InterruptedException {
        State state = agree(group, new State(0, 0, self));
        try (Arena arena = Arena.ofShared()) {
            MemorySegment values = arena.allocate((long) LARGE * Float.BYTES, Float.BYTES);
            while (state.step < steps) {
                state = next(group, state, values);
                witness.see(state);
                if (state.step % 2 == 0 && group.admit()) {
                    state = agree(group, state);
                }
            }
        }
        group.barrier();
        return state;
    }

    /** Who is behind takes over where the first of those are that are furthest. */
    private static State agree(ElasticGroup group, State state) throws InterruptedException {
        long[][] all = group.exchange(state.step, state.digest, state.run);
        long[] furthest = all[0];
        for (long[] other : all) {
            furthest = other[0] > furthest[0] ? other : furthest;
        }
        return new State(furthest[0], furthest[1], furthest[2]);
    }

    private static State next(ElasticGroup group, State state, MemorySegment memory) throws InterruptedException {
        int length = state.step % 3 == 0 ? LARGE : SMALL;
        MemorySegment values = memory.asSlice(0, (long) length * Float.BYTES);
        for (int i = 0; i < length; i++) {
            values.setAtIndex(ValueLayout.JAVA_FLOAT, i, group.rank() + i * 0.001f);
        }
        int contributors = group.allReduceSum(values, Kind.DENSE);
        return new State(state.step + 1, state.digest * 31 + SimpleHash.of(values) + contributors, state.run);
    }
}

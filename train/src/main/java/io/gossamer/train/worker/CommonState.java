package io.gossamer.train.worker;

import io.gossamer.codec.message.Kind;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.core.state.Stateful;
import io.gossamer.net.collective.Group;
import io.gossamer.net.collective.ViewChangedException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** What all nodes hold alike, and how one that lacks it takes it over. */
record CommonState(Stateful state) {
    void synchronise(Group group) throws InterruptedException {
        while (!alike(group)) {
            send(group);
        }
    }

    private boolean alike(Group group) throws InterruptedException {
        long own = Fingerprint.of(state);
        long[][] all = group.exchange(own);
        for (long[] other : all) {
            if (other[0] != all[0][0]) {
                return false;
            }
        }
        return true;
    }

    private void send(Group group) throws InterruptedException {
        try {
            for (MemorySegment array : arrays()) {
                group.broadcast(array, 0, Kind.DENSE);
            }
        } catch (ViewChangedException another) {
            // The hashes tell who still lacks something.
            return;
        }
    }

    private List<MemorySegment> arrays() {
        List<MemorySegment> arrays = new ArrayList<>();
        state.visitState(new StateVisitor() {
            @Override
            public void floats(String name, MemorySegment values, long... shape) {
                arrays.add(values);
            }

            @Override
            public void longs(String name, long[] values) {
                arrays.add(MemorySegment.ofArray(values));
            }

            @Override
            public void doubles(String name, double[] values) {
                arrays.add(MemorySegment.ofArray(values));
            }
        });
        return arrays;
    }
}

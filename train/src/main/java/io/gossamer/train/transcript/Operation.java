package io.gossamer.train.transcript;

import java.util.Collections;
import java.util.List;

/** What a group does together, as one of its nodes takes part in it: all that a cost model needs to know. */
public sealed interface Operation {
    /** In words, for people. */
    String label();

    /** An array is summed over all nodes. */
    record AllReduce(Size size) implements Operation {
        @Override
        public String label() {
            return "all-reduce";
        }
    }

    /** Everybody hears what everybody says; a barrier is one in which nobody says anything. */
    record AllGather(Size said) implements Operation {
        @Override
        public String label() {
            return "all-gather";
        }
    }

    /**
     * A node says something else to each.
     *
     * @param said by receiver, the node itself included, to whom nothing travels
     */
    record AllToAll(List<Size> said) implements Operation {
        /** What is the same to all is kept once: a fleet is large. */
        public AllToAll {
            Size first = said.getFirst();
            said = said.stream().allMatch(first::equals) ? Collections.nCopies(said.size(), first) : List.copyOf(said);
        }

        @Override
        public String label() {
            return "all-to-all";
        }
    }

    /** All get what {@code root} has. */
    record Broadcast(int root, Size size) implements Operation {
        @Override
        public String label() {
            return "broadcast";
        }
    }

    /** Nobody says anything: what was computed before it ends a step. */
    record Silence() implements Operation {
        @Override
        public String label() {
            return "silence";
        }
    }
}

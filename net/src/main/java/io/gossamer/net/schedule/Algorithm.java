package io.gossamer.net.schedule;

import java.util.Locale;

/**
 * Ways to combine arrays over all nodes. With N nodes, n bytes, alpha the time that a message takes before its first byte
 * arrives, beta the time per byte and o what a message costs the node that sends or takes it:
 *
 * <pre>
 * RING    2 (N - 1) (alpha + o) + 2 (N - 1) / N n beta
 * TREE    2 ceil(log2 N) (alpha + o + n beta)
 * DIRECT  alpha + (N - 1) (o + n beta)
 * </pre>
 *
 * The first two are those of Thakur, Rabenseifner and Gropp ("Optimization of collective communication operations in
 * MPICH", 2005, sections 3 and 4) without the time for arithmetic; o is that of LogP (Culler et al., 1993). The tree's is
 * what it costs without pieces: short arrays, for which it is good, have none. DIRECT sends to all before it takes from
 * any, so it waits for one latency alone.
 */
public enum Algorithm {
    /** Chunks around a ring: each node sends 2 (N - 1) / N of the array, which is the least there is. */
    RING {
        @Override
        public long messages(int nodes) {
            return 2L * nodes * (nodes - 1);
        }

        @Override
        public double seconds(long bytes, int nodes, LinkModel link) {
            double hops = 2.0 * (nodes - 1);
            return hops * (link.alpha() + link.overhead()) + hops / nodes * bytes * link.beta();
        }
    },
    /** Up a binomial tree to node 0 and down again: few messages. */
    TREE {
        @Override
        public long messages(int nodes) {
            return 2L * (nodes - 1);
        }

        @Override
        public double seconds(long bytes, int nodes, LinkModel link) {
            int rounds = Integer.SIZE - Integer.numberOfLeadingZeros(nodes - 1);
            return 2 * rounds * (link.alpha() + link.overhead() + bytes * link.beta());
        }
    },
    /** Everybody tells everybody: one latency. For arrays of at most {@link #LARGEST_DIRECT} bytes. */
    DIRECT {
        @Override
        public long messages(int nodes) {
            return (long) nodes * (nodes - 1);
        }

        @Override
        public double seconds(long bytes, int nodes, LinkModel link) {
            return nodes == 1 ? 0 : link.alpha() + (nodes - 1) * (link.overhead() + bytes * link.beta());
        }
    };

    /** What is longer is not sent directly: all nodes send before they take, so that it must fit what the ways buffer. */
    public static final long LARGEST_DIRECT = 16 << 10;

    /** How many messages all nodes together send, one for each chunk and hop. */
    public abstract long messages(int nodes);

    /** What an all-reduce of so many bytes takes by the formula above. */
    public abstract double seconds(long bytes, int nodes, LinkModel link);

    /** Its name as a person reads it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}

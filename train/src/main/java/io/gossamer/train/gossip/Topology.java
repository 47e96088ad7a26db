package io.gossamer.train.gossip;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/** Whom a node may pull models from. All nodes of a topology have equally many neighbours. */
public enum Topology {
    /** Everybody. */
    COMPLETE {
        @Override
        IntStream distances(int nodes) {
            return IntStream.range(1, nodes);
        }
    },

    /** The node before and the node after. */
    RING {
        @Override
        IntStream distances(int nodes) {
            return IntStream.of(1, nodes - 1).limit(nodes - 1);
        }
    },

    /** The node before; a directed ring. */
    LEFT {
        @Override
        IntStream distances(int nodes) {
            return IntStream.of(nodes - 1).limit(nodes - 1);
        }
    },

    /** The nodes 1, 2, 4, 8, ... further on (Ying et al., "Exponential Graph is Provably Efficient", NeurIPS 2021). */
    EXPONENTIAL {
        @Override
        IntStream distances(int nodes) {
            return IntStream.iterate(1, distance -> distance < nodes, distance -> 2 * distance);
        }
    },

    /** Nobody: local training. */
    NONE {
        @Override
        IntStream distances(int nodes) {
            return IntStream.empty();
        }
    };

    /** How far on a node's neighbours are, modulo {@code nodes}: ascending, each once, from 1 on. */
    abstract IntStream distances(int nodes);

    /**
     * The neighbours of a node, itself excluded, in ascending order.
     *
     * @param nodes how many there are
     */
    public int[] neighbours(int node, int nodes) {
        return distances(nodes)
                .map(distance -> (node + distance) % nodes)
                .sorted()
                .toArray();
    }

    /** How many neighbours each node has. */
    public int degree(int nodes) {
        return (int) distances(nodes).count();
    }

    /** The name in settings, for instance {@code ring}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a topology is called so. */
    public static boolean isKey(String text) {
        return Arrays.stream(values()).anyMatch(topology -> topology.key().equals(text));
    }

    /** The topology of a key. */
    public static Topology of(String key) {
        return valueOf(key.toUpperCase(Locale.ROOT));
    }
}

package io.gossamer.train.simulate;

import io.gossamer.net.schedule.Algorithm;
import io.gossamer.net.schedule.LinkModel;
import io.gossamer.net.schedule.Selector;

/** Which way operations are to go. */
public enum Collective {
    /** What is the fastest by the model of the line, where all can reach each other; see {@link Algorithm}. */
    AUTO {
        @Override
        Algorithm reduction(long bytes, Fleet fleet) {
            return new Selector.ByCost(LinkModel.of(fleet.link())).choose(bytes, fleet.nodes());
        }

        @Override
        Spreading spreading(int nodes) {
            return nodes <= Fleet.ALL_JOINED ? Spreading.DIRECT : Spreading.DOUBLING;
        }
    },
    RING {
        @Override
        Algorithm reduction(long bytes, Fleet fleet) {
            return Algorithm.RING;
        }

        @Override
        Spreading spreading(int nodes) {
            return Spreading.RING;
        }
    },
    TREE {
        @Override
        Algorithm reduction(long bytes, Fleet fleet) {
            return Algorithm.TREE;
        }

        @Override
        Spreading spreading(int nodes) {
            return Spreading.DOUBLING;
        }
    },
    DIRECT {
        @Override
        Algorithm reduction(long bytes, Fleet fleet) {
            return Algorithm.DIRECT;
        }

        @Override
        Spreading spreading(int nodes) {
            return Spreading.DIRECT;
        }
    };

    /** How an array is summed. */
    abstract Algorithm reduction(long bytes, Fleet fleet);

    /** How messages come to all. */
    abstract Spreading spreading(int nodes);

    /** Ways for what is not summed up on its way. */
    enum Spreading {
        /** From each to each. */
        DIRECT,
        /** From each to the next, and on. */
        RING,
        /** To the one 1, 2, 4, ... places further, with all that one has that is on this way. */
        DOUBLING
    }
}

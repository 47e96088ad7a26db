package io.gossamer.train.fragment;

import java.util.Locale;

/** Which layers go together. Source: Streaming DiLoCo, arXiv 2501.18512, section 3.1. */
public enum FragmentPattern {
    /** Layers i, i + Q, i + 2Q and so on, of Q fragments of layers. */
    STRIDED {
        @Override
        int fragment(int layer, int layers, int fragments) {
            return layer % fragments;
        }
    },
    /** Layers that follow each other: i n/Q to (i + 1) n/Q - 1, of n layers and Q fragments. */
    SEQUENTIAL {
        @Override
        int fragment(int layer, int layers, int fragments) {
            int fragment = 0;
            while (layer >= (fragment + 1) * layers / fragments) {
                fragment++;
            }
            return fragment;
        }
    };

    abstract int fragment(int layer, int layers, int fragments);

    /** The pattern of a setting's value. */
    public static FragmentPattern named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}

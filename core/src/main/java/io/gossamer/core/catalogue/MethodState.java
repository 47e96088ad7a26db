package io.gossamer.core.catalogue;

import java.util.Locale;

/** How far a system is. */
public enum MethodState {
    /** Nothing of its own stands yet. */
    PLANNED,
    /** It runs and is documented; its claim has not been shown to hold. */
    IMPLEMENTED,
    /** Its claim was measured beside its baselines and holds. */
    REPRODUCED;

    /** The word in the catalogue and in machine-readable output. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

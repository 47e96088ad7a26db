package io.gossamer.app.doctor;

import jdk.incubator.vector.FloatVector;

/** Touches the Vector API, which may be absent: load this class only after looking for the module. */
final class VectorWidth {
    private VectorWidth() {}

    static int bits() {
        return FloatVector.SPECIES_PREFERRED.vectorBitSize();
    }
}

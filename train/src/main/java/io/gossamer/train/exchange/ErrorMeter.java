package io.gossamer.train.exchange;

import io.gossamer.model.flat.FlatLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures what one node says: how far what receivers decode is from it, and how many bits it takes. This costs a copy of
 * all that is said and a pass over it, so only the first exchange after each {@link #arm} is measured.
 */
public final class ErrorMeter {
    private final Consumer<Spoken> told;
    // Kept from one measurement to the next, for there will be another.
    private final Map<Integer, MemorySegment> kept = new HashMap<>();
    private boolean armed;

    /** @param told what was measured, before the exchange returns */
    public ErrorMeter(Consumer<Spoken> told) {
        this.told = told;
    }

    /** A meter for an exchange that nobody measures. */
    public static ErrorMeter idle() {
        return new ErrorMeter(spoken -> {});
    }

    /** Another one that tells the same, for an exchange that is under way while this is armed. */
    public ErrorMeter beside() {
        return new ErrorMeter(told);
    }

    /** Leaves the next measurement, if there is to be one, to another. */
    public void passTo(ErrorMeter other) {
        other.armed |= armed;
        armed = false;
    }

    /** Has the next exchange measured. */
    public void arm() {
        armed = true;
    }

    boolean isArmed() {
        return armed;
    }

    /** Keeps what is about to be said of a tensor, if it is to be measured. */
    void keep(int tensor, MemorySegment said) {
        if (armed) {
            // What is padded for the nodes of now is longer or shorter when others are in.
            kept.compute(
                            tensor,
                            (number, before) -> before != null && before.byteSize() == said.byteSize()
                                    ? before
                                    : Arena.ofAuto().allocate(said.byteSize(), FlatLayout.ALIGNMENT))
                    .copyFrom(said);
        }
    }

    /** Compares what was kept of a tensor with what receivers see; padding behind the tensor is not judged. */
    Said judge(int tensor, FlatLayout.Entry entry, MemorySegment decoded, long codedBytes) {
        return Said.coded(entry.name(), kept.get(tensor).asSlice(0, entry.bytes()), decoded, codedBytes);
    }

    /** Ends a measurement, if there is one, of tensors that were said as they are. */
    void tellWhole(long step, FlatLayout layout) {
        if (armed) {
            tell(new Spoken(step, layout.entries().stream().map(Said::whole).toList(), List.of()));
        }
    }

    /** Ends a measurement. */
    void tell(Spoken spoken) {
        armed = false;
        told.accept(spoken);
    }
}

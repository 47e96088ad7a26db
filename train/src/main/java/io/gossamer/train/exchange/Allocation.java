package io.gossamer.train.exchange;

import io.gossamer.codec.array.Codec;
import io.gossamer.model.flat.FlatLayout;
import java.util.Optional;

/** Which codec each tensor gets at each step. */
public interface Allocation {
    /** The codec of a tensor; empty if it travels dense, as float32. Instances are reused from step to step. */
    Optional<Codec> codec(FlatLayout.Entry tensor, long step);

    /** How many steps pass before the allocation stays as it is. */
    long warmupSteps();
}

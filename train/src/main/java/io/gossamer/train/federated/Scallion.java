package io.gossamer.train.federated;

import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.flat.FlatMath;

/**
 * SCALLION: a client says alpha delta_i through an unbiased codec, delta_i = (x - y) / (eta_l K) - c. Without a codec and
 * with alpha 1 it is SCAFFOLD (Karimireddy et al., ICML 2020) with one vector up instead of two.
 */
public final class Scallion extends ControlledAveraging {
    private final double scaling;

    /** @param scaling alpha in (0, 1], about 1 / (1 + omega) of the codec */
    public Scallion(FlatLayout layout, int[] residents, double scaling) {
        super(layout, residents);
        this.scaling = scaling;
    }

    @Override
    public void say(int client, FlatTensors direction) {
        FlatMath.add(direction, -1, control());
        FlatMath.scale(direction, scaling);
    }
}

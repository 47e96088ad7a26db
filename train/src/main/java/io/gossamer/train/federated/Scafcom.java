package io.gossamer.train.federated;

import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.flat.FlatMath;

/**
 * SCAFCOM: a client averages its gradients from round to round, v_i = (1 - beta) v_i + beta ((x - y) / (eta_l K) + c_i -
 * c), and says v_i - c_i through a contractive codec. What a message loses stays in that difference, so c_i is the memory
 * of the codec. Without a codec and with beta 1 it is SCAFFOLD.
 */
public final class Scafcom extends ControlledAveraging {
    private final double averaging;
    private final ClientVectors momenta;
    private final Drafts drafts;

    /** @param averaging beta in (0, 1] */
    public Scafcom(FlatLayout layout, int[] residents, double averaging) {
        super(layout, residents);
        this.averaging = averaging;
        this.momenta = new ClientVectors(layout, residents);
        this.drafts = new Drafts(layout);
    }

    @Override
    public void say(int client, FlatTensors direction) {
        FlatMath.add(direction, 1, control(client));
        FlatMath.add(direction, -1, control());
        FlatTensors momentum = drafts.open(client);
        momentum.memory().copyFrom(momenta.of(client).memory());
        FlatMath.scale(momentum, 1 - averaging);
        FlatMath.add(momentum, averaging, direction);
        FlatMath.subtract(momentum, control(client), direction);
    }

    @Override
    public void heard(int client, FlatTensors decoded, FlatTensors mean) {
        super.heard(client, decoded, mean);
        momenta.of(client).memory().copyFrom(drafts.take(client).memory());
    }

    /** v_i. */
    FlatTensors momentum(int client) {
        return momenta.of(client);
    }

    @Override
    public void visitState(StateVisitor visitor) {
        super.visitState(visitor);
        momenta.visitState(visitor.scope("momenta"));
    }

    @Override
    public void close() {
        super.close();
        momenta.close();
        drafts.close();
    }
}

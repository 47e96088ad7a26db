package io.gossamer.train.federated;

import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.flat.FlatMath;
import java.util.Optional;

/**
 * Stochastic controlled averaging in one variable: local steps go along g - c_i + c, a client says one vector by which its
 * control variate c_i then moves, and the model moves along the old c plus the mean of what was said. The server's c, the
 * mean of all c_i, is kept on every node.
 *
 * <p>Source: Huang, Li and Li, "Stochastic controlled averaging for federated learning with communication compression",
 * ICLR 2024, arXiv 2308.08165. The two methods there differ in what is said.
 */
public abstract sealed class ControlledAveraging implements FederatedRule permits Scallion, Scafcom {
    private final ClientVectors controls;
    private final FlatTensors control;
    private final FlatTensors scratch;

    ControlledAveraging(FlatLayout layout, int[] residents) {
        this.controls = new ClientVectors(layout, residents);
        this.control = FlatTensors.zeros(layout);
        this.scratch = FlatTensors.zeros(layout);
    }

    /** c_i. */
    final FlatTensors control(int client) {
        return controls.of(client);
    }

    /** c. */
    final FlatTensors control() {
        return control;
    }

    @Override
    public final Optional<FlatTensors> correction(int client) {
        FlatMath.subtract(control, control(client), scratch);
        return Optional.of(scratch);
    }

    @Override
    public void heard(int client, FlatTensors decoded, FlatTensors mean) {
        FlatMath.add(control(client), 1, decoded);
    }

    @Override
    public final void merge(FlatTensors mean, double share) {
        scratch.memory().copyFrom(control.memory());
        FlatMath.add(control, share, mean);
        FlatMath.add(mean, 1, scratch);
    }

    @Override
    public void visitState(StateVisitor visitor) {
        controls.visitState(visitor.scope("controls"));
        control.visitState(visitor.scope("control"));
    }

    @Override
    public void close() {
        controls.close();
        control.close();
        scratch.close();
    }
}

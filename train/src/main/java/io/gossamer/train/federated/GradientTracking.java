package io.gossamer.train.federated;

import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.flat.FlatMath;
import java.util.Optional;

/**
 * A client's tracker d_i follows how its gradients differ from everybody's: local steps go along g - d_i, and d_i = d_i +
 * said_i - mean. Source: FedCOMGATE, Haddadpour et al., "Federated learning with compression: unified analysis and sharp
 * guarantees", AISTATS 2021 (published for all clients in every round; those outside the sample keep d_i).
 */
public final class GradientTracking implements FederatedRule {
    private final ClientVectors trackers;
    private final FlatTensors correction;

    public GradientTracking(FlatLayout layout, int[] residents) {
        this.trackers = new ClientVectors(layout, residents);
        this.correction = FlatTensors.zeros(layout);
    }

    @Override
    public Optional<FlatTensors> correction(int client) {
        correction.memory().copyFrom(trackers.of(client).memory());
        FlatMath.scale(correction, -1);
        return Optional.of(correction);
    }

    @Override
    public void heard(int client, FlatTensors decoded, FlatTensors mean) {
        FlatMath.add(trackers.of(client), 1, decoded);
        FlatMath.add(trackers.of(client), -1, mean);
    }

    @Override
    public void visitState(StateVisitor visitor) {
        trackers.visitState(visitor.scope("trackers"));
    }

    @Override
    public void close() {
        trackers.close();
        correction.close();
    }
}

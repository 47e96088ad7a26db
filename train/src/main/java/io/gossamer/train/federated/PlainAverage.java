package io.gossamer.train.federated;

import io.gossamer.core.state.StateVisitor;

/**
 * The model moves by the mean of what the clients' steps changed, and nobody keeps anything: FedAvg (McMahan et al.,
 * AISTATS 2017); with an unbiased quantiser FedPAQ (Reisizadeh et al., AISTATS 2020).
 */
public record PlainAverage() implements FederatedRule {
    @Override
    public boolean elastic() {
        return true;
    }

    @Override
    public void visitState(StateVisitor visitor) {}

    @Override
    public void close() {}
}

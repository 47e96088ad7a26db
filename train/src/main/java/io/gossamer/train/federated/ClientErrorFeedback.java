package io.gossamer.train.federated;

import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.flat.FlatMath;

/**
 * A client says its direction and all that its earlier messages lost, and keeps what this one loses until it is sampled
 * again. Source: Fed-EF with an SGD server, Li and Li, "Analysis of error feedback in federated non-convex optimization
 * with biased compression", ICML 2023.
 */
public final class ClientErrorFeedback implements FederatedRule {
    private final ClientVectors errors;
    private final Drafts wanted;

    public ClientErrorFeedback(FlatLayout layout, int[] residents) {
        this.errors = new ClientVectors(layout, residents);
        this.wanted = new Drafts(layout);
    }

    @Override
    public void say(int client, FlatTensors direction) {
        FlatMath.add(direction, 1, errors.of(client));
        wanted.open(client).memory().copyFrom(direction.memory());
    }

    @Override
    public void heard(int client, FlatTensors decoded, FlatTensors mean) {
        FlatMath.subtract(wanted.take(client), decoded, errors.of(client));
    }

    @Override
    public void visitState(StateVisitor visitor) {
        errors.visitState(visitor.scope("errors"));
    }

    @Override
    public void close() {
        errors.close();
        wanted.close();
    }
}

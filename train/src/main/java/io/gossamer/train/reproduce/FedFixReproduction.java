package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import java.util.ArrayList;
import java.util.List;

/**
 * FedFix beside FedAvg, asynchronous FedAvg and FedBuff: where the weights lead on quadratics in float64, and training of a
 * small MLP by ten clients of skewed classes, five and ten times as fast as each other.
 */
public final class FedFixReproduction implements Reproduction {
    @Override
    public String method() {
        return "fedfix";
    }

    @Override
    public List<Claim> run(Setting setting) {
        List<Claim> claims = new ArrayList<>(List.of(AsynchronousQuadratics.claim()));
        claims.addAll(new AsynchronousImages(setting, 80).claims());
        if (!setting.quick()) {
            claims.addAll(new AsynchronousImages(setting, 90).claims());
        }
        return claims;
    }
}

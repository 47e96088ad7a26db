package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import java.util.ArrayList;
import java.util.List;

/**
 * SCALLION and SCAFCOM beside FedAvg, SCAFFOLD, Fed-EF, FedPAQ and FedCOMGATE: the recursions on heterogeneous least
 * squares in float64, and real training of a small MLP by a hundred clients of two labels each.
 */
public final class ScallionReproduction implements Reproduction {
    @Override
    public String method() {
        return "scallion";
    }

    @Override
    public List<Claim> run(Setting setting) {
        List<Claim> claims = new ArrayList<>(ScallionLeastSquares.claims(setting));
        claims.addAll(ScafcomLeastSquares.claims(setting));
        claims.addAll(new FederatedImages(setting).claims());
        return claims;
    }
}

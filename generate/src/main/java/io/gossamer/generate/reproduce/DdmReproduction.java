package io.gossamer.generate.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.generate.data.PlaneDensity;
import io.gossamer.model.tensor.Libtorch;
import java.util.ArrayList;
import java.util.List;

/** Decentralized Diffusion Models beside a monolith of equal operations: densities in the plane, and images of digits. */
public final class DdmReproduction implements Reproduction {
    /** Networks this small gain nothing from more. */
    private static final int THREADS = 1;

    @Override
    public String method() {
        return "ddm";
    }

    @Override
    public List<Claim> run(Setting setting) {
        Libtorch.start(THREADS);
        List<Claim> claims = new ArrayList<>(new PlaneStudy(setting, PlaneDensity.EIGHT_GAUSSIANS, 8).claims());
        if (!setting.quick()) {
            claims.addAll(new PlaneStudy(setting, PlaneDensity.PINWHEEL, 8).claims());
            for (int clusters : List.of(2, 4, 16)) {
                claims.addAll(new PlaneStudy(setting, PlaneDensity.EIGHT_GAUSSIANS, clusters).claims());
            }
        }
        claims.addAll(new DigitStudy(setting).claims());
        return claims;
    }
}

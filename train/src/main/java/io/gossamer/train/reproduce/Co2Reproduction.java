package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import java.util.ArrayList;
import java.util.List;

/** CO2's two promises at small scale: that late averages train as well, and that nobody waits for them. */
public final class Co2Reproduction implements Reproduction {
    @Override
    public String method() {
        return "co2";
    }

    @Override
    public List<Claim> run(Setting setting) {
        List<Claim> claims = new ArrayList<>(new Co2Images(setting).claims());
        claims.add(Co2Timing.claim(setting.withFirstSeed()));
        return claims;
    }
}

package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import java.util.ArrayList;
import java.util.List;

/**
 * CO2's promises at small scale: that late averages train as well, that nobody waits for them, and that the optimiser's state
 * may be sharded in groups. Unless quick, on text as well.
 */
public final class Co2Reproduction implements Reproduction {
    @Override
    public String method() {
        return "co2";
    }

    @Override
    public List<Claim> run(Setting setting) {
        List<Claim> claims = new ArrayList<>(new Co2Images(setting).claims());
        if (!setting.quick()) {
            claims.addAll(Co2Text.claims(setting));
        }
        claims.add(Co2Groups.claim(setting.withFirstSeed()));
        claims.add(Co2Timing.claim(setting.withFirstSeed()));
        return claims;
    }
}

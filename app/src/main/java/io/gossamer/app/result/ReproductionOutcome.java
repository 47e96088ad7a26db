package io.gossamer.app.result;

import io.gossamer.core.reproduce.Claim;
import java.util.List;

/**
 * What became of one method's claims.
 *
 * @param holds whether there are claims and all of them hold
 * @param seconds how long it took
 */
public record ReproductionOutcome(String method, List<Claim> claims, boolean holds, double seconds) {
    public ReproductionOutcome(String method, List<Claim> claims, double seconds) {
        this(method, claims, !claims.isEmpty() && claims.stream().allMatch(Claim::holds), seconds);
    }
}

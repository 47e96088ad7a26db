package io.gossamer.net.shape;

import io.gossamer.core.unit.Bandwidth;
import java.util.Map;
import java.util.Optional;

/**
 * Rates of single pairs, directed, for networks where the access lines are not the only bottleneck.
 *
 * @param rates the cap of each listed pair; others are limited by their access lines alone
 */
public record PairRates(Map<Pair, Bandwidth> rates) {
    public static final PairRates NONE = new PairRates(Map.of());

    /** From one rank to another. */
    public record Pair(int from, int to) {}

    public PairRates {
        rates = Map.copyOf(rates);
    }

    public Optional<Bandwidth> rate(int from, int to) {
        return Optional.ofNullable(rates.get(new Pair(from, to)));
    }
}

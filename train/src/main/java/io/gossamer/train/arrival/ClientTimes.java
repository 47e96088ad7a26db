package io.gossamer.train.arrival;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How long clients take for a contribution, computing and transfer together, in units of virtual time.
 *
 * @param means tau_i, all positive
 * @param noise standard deviation of the logarithm of a single time, 0 for fixed times; the mean stays tau_i
 * @param seed of single times
 */
public record ClientTimes(double[] means, double noise, long seed) {
    public ClientTimes {
        means = means.clone();
        if (means.length == 0 || Arrays.stream(means).anyMatch(mean -> !(mean > 0 && Double.isFinite(mean)))) {
            throw new IllegalArgumentException("no times of clients: " + Arrays.toString(means));
        }
    }

    /**
     * Profile F-X of the paper's section 5: tau_i = 1 - i X / 100 / (M - 1), so that the fastest of M clients takes X % less
     * than the slowest, which takes 1.
     *
     * @param percent X in [0, 100)
     */
    public static ClientTimes profile(int clients, double percent) {
        return new ClientTimes(
                IntStream.range(0, clients)
                        .mapToDouble(client -> 1 - client * percent / 100 / Math.max(1, clients - 1))
                        .toArray(),
                0,
                0);
    }

    /** These times, each multiplied with a log-normal factor of mean 1. */
    public ClientTimes noisy(double deviation, long ofSeed) {
        return new ClientTimes(means, deviation, ofSeed);
    }

    @Override
    public double[] means() {
        return means.clone();
    }

    public int clients() {
        return means.length;
    }

    /** T_i of a client's contribution number {@code turn}. */
    double of(int client, long turn) {
        if (noise == 0) {
            return means[client];
        }
        double z =
                RandomStream.of(seed, Purpose.SIMULATED_SPEED, client, turn, 0).nextNormal();
        return means[client] * Math.exp(noise * z - noise * noise / 2);
    }

    /** sum_j 1 / tau_j: contributions per unit of time if nobody waits. */
    public double totalRate() {
        return Arrays.stream(means).map(mean -> 1 / mean).sum();
    }
}

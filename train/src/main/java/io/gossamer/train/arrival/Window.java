package io.gossamer.train.arrival;

/**
 * One aggregation. Arrays of contributors are in the order of {@code clients}.
 *
 * @param number n, aggregations before it
 * @param time virtual time at which it takes place
 * @param clients who contributes, ascending, at least one
 * @param turns how many contributions each of them has begun before this one, lost ones included
 * @param staleness a_i: aggregations since each of them received the model that it started from
 * @param weights omega_i, discounted
 * @param factors omega_i times the number of contributors: weights relative to those of a plain mean
 * @param starting who receives the new model and starts from it
 */
public record Window(
        long number,
        double time,
        int[] clients,
        long[] turns,
        long[] staleness,
        double[] weights,
        double[] factors,
        int[] starting) {
    /** Where a contributor stands in the arrays. */
    public int place(int client) {
        int place = java.util.Arrays.binarySearch(clients, client);
        if (place < 0) {
            throw new IllegalArgumentException("client " + client + " delivers nothing in window " + number);
        }
        return place;
    }
}

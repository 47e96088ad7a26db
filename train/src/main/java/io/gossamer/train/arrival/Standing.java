package io.gossamer.train.arrival;

/**
 * How far a federation has come.
 *
 * @param aggregations of the server
 * @param time virtual time
 * @param contributions in all aggregations
 * @param meanStaleness of all contributions, 0 if there are none
 * @param maxStaleness of all contributions
 */
public record Standing(long aggregations, double time, long contributions, double meanStaleness, long maxStaleness) {}

package io.gossamer.train.simulate;

import java.util.List;
import java.util.Map;

/**
 * What a method took on a simulated fleet. Times are virtual, from when all nodes are joined to the end of the last one.
 *
 * @param method its name
 * @param settings by key
 * @param steps how many
 * @param seconds of the whole run
 * @param sentPerNode bytes, frames included, mean over the nodes
 * @param sentByBusiest bytes of the node that sent most
 * @param computingShare of the time, mean over the nodes
 * @param sendingShare share of the time in which a node's bytes occupied its upload, whatever it did meanwhile
 * @param idleShare share of the time in which a node computed nothing
 * @param messages of all nodes
 * @param events that the simulation worked off
 * @param journeys which ways its operations went
 * @param course what it had taken after each step
 * @param nodes by number
 */
public record MethodCost(
        String method,
        Map<String, String> settings,
        int steps,
        double seconds,
        double sentPerNode,
        long sentByBusiest,
        double computingShare,
        double sendingShare,
        double idleShare,
        long messages,
        long events,
        List<Journey> journeys,
        Course course,
        NodeFigures nodes) {
    public double secondsPerStep() {
        return seconds / steps;
    }

    public double sentPerNodeAndStep() {
        return sentPerNode / steps;
    }

    /**
     * After each step.
     *
     * @param seconds when the last node had done it
     * @param bytes sent until then in the steps so far, mean over the nodes
     */
    public record Course(double[] seconds, double[] bytes) {}

    /**
     * By node.
     *
     * @param computing seconds
     * @param idle seconds
     * @param sent bytes
     * @param received bytes
     */
    public record NodeFigures(double[] computing, double[] idle, long[] sent, long[] received) {}
}

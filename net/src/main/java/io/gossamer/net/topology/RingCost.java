package io.gossamer.net.topology;

/**
 * What a ring costs.
 *
 * @param unreachable how many of its edges do not exist; it is of use only with none
 * @param bottleneck the highest cost of those that do, 0 if there are none
 * @param total the sum of those that do, added up from node 0 on
 */
public record RingCost(int unreachable, double bottleneck, double total) {
    /** Whether every node reaches the next. */
    public boolean usable() {
        return unreachable == 0;
    }
}

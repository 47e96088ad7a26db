package io.gossamer.train.simulate;

import java.util.List;

/**
 * What methods took on one simulated fleet.
 *
 * @param task name of the task whose model was taken
 * @param model its name
 * @param nodes how many
 * @param link access line of each
 * @param seed of everything random
 * @param steps of each method
 * @param passSeconds how long a node of usual speed computes the gradient of one batch
 * @param passMeasured whether that was measured on this machine, and not given
 * @param stragglers how much nodes differ, see {@link Fleet}
 * @param faults what went wrong, in the grammar of fault schedules
 * @param collective which way operations were to go
 * @param runs in the order of the methods
 */
public record FleetResult(
        String task,
        String model,
        int nodes,
        String link,
        long seed,
        long steps,
        double passSeconds,
        boolean passMeasured,
        double stragglers,
        String faults,
        String collective,
        List<MethodCost> runs) {
    public FleetResult {
        runs = List.copyOf(runs);
    }
}

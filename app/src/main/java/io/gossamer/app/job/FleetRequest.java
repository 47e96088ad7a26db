package io.gossamer.app.job;

import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.train.simulate.Collective;
import java.time.Duration;
import java.util.Optional;

/**
 * A simulation as asked for.
 *
 * @param job what is trained; how many workers it has means nothing
 * @param nodes of the fleet
 * @param pass how long a node computes the gradient of one batch; empty to measure it here
 * @param stragglers how much nodes differ
 * @param faults what goes wrong
 * @param collective which way operations go
 */
public record FleetRequest(
        JobRequest job,
        int nodes,
        Optional<Duration> pass,
        double stragglers,
        FaultSchedule faults,
        Collective collective) {}

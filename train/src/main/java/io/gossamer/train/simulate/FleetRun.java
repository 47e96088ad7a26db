package io.gossamer.train.simulate;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.simulation.DeadlockException;
import io.gossamer.net.simulation.Fault;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.net.simulation.Outcome;
import io.gossamer.net.simulation.SimulatedWorld;
import io.gossamer.net.simulation.Simulation;
import io.gossamer.net.simulation.SimulationConfig;
import io.gossamer.net.simulation.SimulationResult;
import io.gossamer.train.transcript.Act;
import io.gossamer.train.transcript.Transcript;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Has a fleet say a transcript. Nodes send sizes without content, and a node takes no time for coding, decoding or adding
 * up: what it computes is the fleet's {@code pass} alone.
 *
 * <p>The group is fixed: it waits for whoever is slow, frozen or cut off, and ends with the first node that is lost.
 */
public final class FleetRun {
    /** Sizes take no memory, so nothing stands in the way of what comes. */
    private static final int WINDOW = 1 << 30;

    private static final int CHUNK = 64 << 10;
    /** Short enough that a node passes on what comes in before all of it is there, as pieces do. */
    private static final int SHORT_CHUNK = 8 << 10;

    private static final Duration LIMIT = Duration.ofDays(3650);

    private final Fleet fleet;
    private final Transcript transcript;
    private final LongConsumer progress;
    private final Ways ways;
    private final Ledger ledger;

    /** @param progress told how many steps a node has done */
    public FleetRun(Fleet fleet, Transcript transcript, LongConsumer progress) {
        if (fleet.nodes() != transcript.nodes()) {
            throw new IllegalArgumentException(
                    "a transcript of " + transcript.nodes() + " nodes for a fleet of " + fleet.nodes());
        }
        this.fleet = fleet;
        this.transcript = transcript;
        this.progress = progress;
        this.ways = new Ways(fleet, transcript);
        this.ledger = new Ledger(fleet.nodes(), transcript.steps().size());
    }

    /**
     * Runs to the end of the last node.
     *
     * @param settings of the method, for the result
     * @throws GossamerException if a node is lost, which names it
     */
    public MethodCost run(Map<String, String> settings) {
        Simulation simulation = new Simulation(SimulationConfig.of(fleet.seed(), fleet.link())
                .withFaults(fleet.faults())
                .withWindow(WINDOW, fleet.nodes() <= Fleet.ALL_JOINED ? SHORT_CHUNK : CHUNK)
                .withCarried(0));
        List<Lines.Neighbours> neighbours = new Neighbourhoods(fleet, transcript, ways).all();
        for (int i = 0; i < fleet.nodes(); i++) {
            int node = i;
            simulation.addNode(Fleet.name(node), world -> live(world, node, neighbours.get(node)));
        }
        try {
            SimulationResult result = simulation.run(LIMIT);
            if (!ledger.complete()) {
                throw lost(firstFailure(result));
            }
            return ledger.cost(transcript, settings, result);
        } catch (DeadlockException allWait) {
            throw lost(Optional.of(allWait));
        }
    }

    private void live(SimulatedWorld world, int node, Lines.Neighbours neighbours)
            throws IOException, InterruptedException {
        if (world.incarnation() > 1) {
            // Its place in the group was lost with its first process.
            return;
        }
        Lines lines = Lines.join(world, neighbours);
        ledger.joined(world.elapsed());
        Beside beside = new Beside(world);
        int last = transcript.steps().size() - 1;
        for (int step = 0; step <= last; step++) {
            for (int index = 0; index < transcript.steps().get(step).length(); index++) {
                act(world, node, step, index, lines, beside);
            }
            beside.await(step == last ? Integer.MAX_VALUE : step);
            ledger.stepDone(node, step, world.elapsed());
            if (node == 0) {
                progress.accept(step + 1L);
            }
        }
    }

    private void act(SimulatedWorld world, int node, int step, int index, Lines lines, Beside beside)
            throws IOException, InterruptedException {
        Act act = transcript.steps().get(step).act(node, index);
        if (act.passes() > 0) {
            world.compute(fleet.computing(node, act.passes()));
        }
        Optional<Way> way = ways.of(step, index);
        if (way.isPresent()) {
            Lines.Traffic books =
                    ledger.open(node, step, act.operation().label(), way.get().label());
            Beside.Part part = () -> {
                lines.count(books);
                way.get().go(node, lines);
            };
            if (act.overlap() > 0) {
                beside.begin(part, step + act.overlap());
            } else {
                beside.await(Integer.MAX_VALUE);
                part.play();
            }
        }
    }

    private static Optional<Throwable> firstFailure(SimulationResult result) {
        return result.outcomes().values().stream()
                .filter(Outcome.Failed.class::isInstance)
                .map(Outcome.Failed.class::cast)
                .min((a, b) -> a.at().compareTo(b.at()))
                .map(Outcome.Failed::cause);
    }

    /** Why not all nodes came to the end. */
    private GossamerException lost(Optional<Throwable> cause) {
        Optional<Fault> blow = fleet.faults().faults().stream()
                .filter(fault -> fault instanceof Fault.Kill
                        || fault instanceof Fault.PowerLoss
                        || fault instanceof Fault.Restart)
                .findFirst();
        if (blow.isPresent() && blow.get() instanceof Fault.OfNode fault) {
            return new GossamerException(
                    fault.node() + " is lost by '" + new FaultSchedule(List.of(fault)) + "', after "
                            + ledger.stepsDone(Fleet.number(fault.node())) + " of its "
                            + transcript.steps().size() + " steps of " + transcript.method(),
                    "A fixed group ends with the first node that it loses, and others cannot be simulated yet. Slow,"
                            + " freeze, partition, delay, throttle or lose instead.",
                    cause.orElse(null));
        }
        return new GossamerException(
                "Not all nodes came to the end of " + transcript.method()
                        + cause.map(why -> ": " + why.getMessage()).orElse(""),
                "A connection ends after 15 minutes in which nothing passes: let partitions be shorter.",
                cause.orElse(null));
    }
}

package io.gossamer.train.simulate;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.net.shape.Link;
import io.gossamer.net.simulation.FaultSchedule;
import java.time.Duration;

/**
 * The machines of a simulation, named {@code node0}, {@code node1} and so on.
 *
 * @param nodes how many
 * @param link the access line of each
 * @param pass how long a node of usual speed takes for the gradient of one batch
 * @param stragglers how much nodes differ: the standard deviation of the logarithm of their computing times, which the
 *     seed draws once for each; 0 if all are alike
 * @param faults what goes wrong, and when
 * @param collective which way operations go
 * @param seed of the faults' and the stragglers' draws
 */
public record Fleet(
        int nodes,
        Link link,
        Duration pass,
        double stragglers,
        FaultSchedule faults,
        Collective collective,
        long seed) {
    /** So many are joined pairwise without being asked to: the lines grow with the square. */
    static final int ALL_JOINED = 64;

    private static final String NAME = "node";
    private static final int MOST_JOINED = 512;
    private static final int MOST_NODES = 20_000;
    private static final double WIDEST = 2;

    public Fleet {
        require(
                nodes >= 2 && nodes <= MOST_NODES,
                nodes + " nodes cannot be simulated",
                "Set --nodes to 2 to " + MOST_NODES + ".");
        require(
                collective != Collective.DIRECT || nodes <= MOST_JOINED,
                nodes + " nodes would need a line between each two of them",
                "Take another --collective, or at most " + MOST_JOINED + " nodes.");
        require(!pass.isNegative(), "A pass of " + pass, "Set --compute to 0s or more.");
        require(
                stragglers >= 0 && stragglers <= WIDEST,
                "Nodes cannot differ by " + stragglers,
                "Set --stragglers to 0 to " + (int) WIDEST + ", such as 0.2 for about 20 %.");
    }

    private static void require(boolean condition, String message, String hint) {
        if (!condition) {
            throw new GossamerException(message, hint);
        }
    }

    /** What a node is called, in faults too. */
    static String name(int node) {
        return NAME + node;
    }

    /** The number of a node of that name. */
    static int number(String name) {
        return Integer.parseInt(name.substring(NAME.length()));
    }

    /** How long a node computes for so many passes. */
    Duration computing(int node, double passes) {
        double slowness = 1;
        if (stragglers > 0) {
            RandomStream random = RandomStream.of(seed, Purpose.SIMULATED_SPEED, node, 0, 0);
            slowness = StrictMath.exp(stragglers * random.nextNormal());
        }
        return Duration.ofNanos(Math.round(pass.toNanos() * passes * slowness));
    }
}

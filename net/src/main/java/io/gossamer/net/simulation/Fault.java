package io.gossamer.net.simulation;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.unit.Bandwidth;
import java.time.Duration;
import java.util.Set;

/**
 * Something that goes wrong, or changes, at a moment of virtual time. What lasts for a {@code length} lasts to the end
 * of the simulation if that is {@link #FOREVER}.
 */
public sealed interface Fault {
    Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    /** When, from the start of the simulation. */
    Duration at();

    /** A fault that hits one machine or the process on it. */
    sealed interface OfNode extends Fault {
        String node();
    }

    /** The process of {@code node} is killed, as by {@code kill -9}; its operating system resets its connections. */
    record Kill(Duration at, String node) implements OfNode {
        public Kill {
            requireMoment(at);
        }
    }

    /** The machine of {@code node} loses power: its peers hear nothing any more, not even a reset. */
    record PowerLoss(Duration at, String node) implements OfNode {
        public PowerLoss {
            requireMoment(at);
        }
    }

    /**
     * The body of {@code node} runs again, in a new process on the same machine, with the machine's {@link Disk} as the
     * old one left it. If the old process still runs it is killed first: a crash with an immediate restart. A node that
     * ended by itself stays ended; one that has not started yet is left alone.
     */
    record Restart(Duration at, String node) implements OfNode {
        public Restart {
            requireMoment(at);
        }
    }

    /** {@code node} starts now, whenever else it would have. */
    record Join(Duration at, String node) implements OfNode {
        public Join {
            requireMoment(at);
        }
    }

    /** The process of {@code node} stands still for a time, as by SIGSTOP and SIGCONT; its connections stay. */
    record Freeze(Duration at, String node, Duration length) implements OfNode {
        public Freeze {
            requireMoment(at, length);
        }
    }

    /**
     * For a time, computing takes {@code node} {@code factor} times as long as it should, also what it computes at the
     * moment. Of several slowdowns of a node, the one that began last holds.
     */
    record Slowdown(Duration at, String node, double factor, Duration length) implements OfNode {
        public Slowdown {
            requireMoment(at, length);
            if (!(factor > 0 && factor < Double.POSITIVE_INFINITY)) {
                throw new GossamerException("A slowdown by " + factor + " is none", "Use a factor above zero.");
            }
        }

        public Slowdown(Duration at, String node, double factor) {
            this(at, node, factor, FOREVER);
        }
    }

    /** The clock of {@code node} jumps by {@code offset}. It is monotonic, so it jumps back only before the start. */
    record Skew(Duration at, String node, Duration offset) implements OfNode {
        public Skew {
            requireMoment(at);
            if (offset.isNegative() && !at.isZero()) {
                throw new GossamerException(
                        "The clock of " + node + " cannot go back at " + at,
                        "A monotonic clock only jumps ahead; set it back at 0s.");
            }
        }
    }

    /** From now on the clock of {@code node} gains {@code rate} seconds a second; negative if it loses them. */
    record Drift(Duration at, String node, double rate) implements OfNode {
        static final double LARGEST = 0.5;

        public Drift {
            requireMoment(at);
            // So that no drift equals no drift, whatever its sign.
            rate += 0.0;
            if (!(Math.abs(rate) <= LARGEST)) {
                throw new GossamerException(
                        "A clock does not drift by " + rate, "Use a rate from -0.5 to 0.5; quartz has about 1e-5.");
            }
        }
    }

    /**
     * For a time nothing passes from a node of {@code from} to a node of {@code to}; the other way stays open. What is
     * lost is sent again, as by TCP.
     */
    record OneWayPartition(Duration at, Set<String> from, Set<String> to, Duration length) implements Fault {
        public OneWayPartition {
            from = Set.copyOf(from);
            to = Set.copyOf(to);
            requireMoment(at, length);
            requireSides(from, to);
        }
    }

    /** For a time nothing passes between a node of {@code one} and a node of {@code other}. */
    record Partition(Duration at, Set<String> one, Set<String> other, Duration length) implements Fault {
        public Partition {
            one = Set.copyOf(one);
            other = Set.copyOf(other);
            requireMoment(at, length);
            requireSides(one, other);
        }
    }

    /** For a time {@code route} takes {@code extra} longer. */
    record Delay(Duration at, Route route, Duration extra, Duration length) implements Fault {
        public Delay {
            requireMoment(at, length);
            requireMoment(extra);
        }
    }

    /** For a time all connections along {@code route} together have {@code rate}, in each direction. */
    record Throttle(Duration at, Route route, Bandwidth rate, Duration length) implements Fault {
        public Throttle {
            requireMoment(at, length);
        }
    }

    /** For a time {@code route} loses another {@code share} of its packets, each attempt anew. TCP sends them again. */
    record Loss(Duration at, Route route, double share, Duration length) implements Fault {
        static final double LARGEST = 0.9;

        public Loss {
            requireMoment(at, length);
            if (!(share >= 0 && share <= LARGEST)) {
                throw new GossamerException("A route cannot lose " + share, "Use a share from 0% to 90%.");
            }
        }
    }

    /**
     * For a time a {@code share} of the packets on {@code route} comes {@code late}. TCP keeps the order, so that all
     * behind such a packet waits for it; that it may be sent twice is not modelled.
     */
    record Reordering(Duration at, Route route, double share, Duration late, Duration length) implements Fault {
        public Reordering {
            requireMoment(at, length);
            requireMoment(late);
            if (!(share >= 0 && share <= 1)) {
                throw new GossamerException("A route cannot reorder " + share, "Use a share from 0% to 100%.");
            }
        }
    }

    private static void requireMoment(Duration... durations) {
        for (Duration duration : durations) {
            if (duration.isNegative() || duration.compareTo(FOREVER) > 0) {
                throw new GossamerException("A fault has a time of " + duration, "Times lie between 0s and 292 years.");
            }
        }
    }

    private static void requireSides(Set<String> one, Set<String> other) {
        if (one.isEmpty() || other.isEmpty()) {
            throw new GossamerException("A partition has an empty side", "Name the nodes of both sides.");
        }
    }
}

package io.gossamer.net.simulation;

import io.gossamer.core.failure.GossamerException;
import java.time.Duration;
import java.util.Set;

/** Something that goes wrong at a moment of virtual time. */
public sealed interface Fault {
    /** When, from the start of the simulation. */
    Duration at();

    /** The process of {@code node} is killed, as by {@code kill -9}; its operating system resets its connections. */
    record Kill(Duration at, String node) implements Fault {}

    /** The machine of {@code node} loses power: its peers hear nothing any more, not even a reset. */
    record PowerLoss(Duration at, String node) implements Fault {}

    /** The process of {@code node} stands still for a time, as by SIGSTOP and SIGCONT; its connections stay. */
    record Freeze(Duration at, String node, Duration length) implements Fault {}

    /** From now on computing takes {@code node} {@code factor} times as long as it should. */
    record Slowdown(Duration at, String node, double factor) implements Fault {
        public Slowdown {
            if (!(factor > 0 && factor < Double.POSITIVE_INFINITY)) {
                throw new GossamerException("A slowdown by " + factor + " is none", "Use a factor above zero.");
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
        }
    }

    /** For a time nothing passes between a node of {@code one} and a node of {@code other}. */
    record Partition(Duration at, Set<String> one, Set<String> other, Duration length) implements Fault {
        public Partition {
            one = Set.copyOf(one);
            other = Set.copyOf(other);
        }
    }
}

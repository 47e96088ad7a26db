package io.gossamer.net.simulation;

import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.shape.PathClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleSupplier;

/** What faults do to the ways between nodes, and when: all of it is known before the run. Times are nanoseconds. */
final class Disturbances {
    private final List<Cut> cuts = new ArrayList<>();
    private final List<Disturbance> disturbances = new ArrayList<>();

    /** From each of {@code from} to each of {@code to}; an empty set is everybody. */
    record Way(Set<Node> from, Set<Node> to) {
        boolean leads(Node sender, Node receiver) {
            return (from.isEmpty() || from.contains(sender)) && (to.isEmpty() || to.contains(receiver));
        }
    }

    /** Nothing passes from {@code start} until {@code end}. */
    private record Cut(Way way, long start, long end) {}

    private record Disturbance(Way way, long start, long end, Effect effect) {
        boolean hits(Node sender, Node receiver, long time) {
            return time >= start && time < end && way.leads(sender, receiver);
        }
    }

    /** What a disturbance does to bytes on their way. */
    sealed interface Effect {
        record Late(long nanos) implements Effect {}

        record Lossy(double share) implements Effect {}

        record Reordered(double share, long late) implements Effect {}

        /** A line of its own, which all that comes along shares. */
        final class Narrow implements Effect {
            private final double nanosPerByte;
            private long free = Long.MIN_VALUE;

            Narrow(Bandwidth rate) {
                this.nanosPerByte = 8e9 / rate.bitsPerSecond();
            }

            /** How long bytes that come at {@code time} take to pass, with their turn. */
            private long pass(long time, long bytes) {
                free = Math.max(free, time) + Math.round(bytes * nanosPerByte);
                return free - time;
            }
        }
    }

    void cut(Way way, long start, long end) {
        cuts.add(new Cut(way, start, end));
    }

    void disturb(Way way, long start, long end, Effect effect) {
        disturbances.add(new Disturbance(way, start, end, effect));
    }

    boolean anyCut() {
        return !cuts.isEmpty();
    }

    boolean any() {
        return !disturbances.isEmpty();
    }

    boolean blocked(Node sender, Node receiver, long time) {
        for (Cut cut : cuts) {
            if (time >= cut.start && time < cut.end && cut.way.leads(sender, receiver)) {
                return true;
            }
        }
        return false;
    }

    /** How much longer than usual what leaves {@code sender} at {@code time} is on its way to {@code receiver}. */
    long extraLatency(Node sender, Node receiver, long time) {
        long extra = 0;
        for (Disturbance disturbance : disturbances) {
            if (disturbance.effect instanceof Effect.Late late && disturbance.hits(sender, receiver, time)) {
                extra += late.nanos;
            }
        }
        return extra;
    }

    /** The share of packets that is lost besides what the sender's link loses. */
    double loss(Node sender, Node receiver, long time) {
        double kept = 1;
        for (Disturbance disturbance : disturbances) {
            if (disturbance.effect instanceof Effect.Lossy lossy && disturbance.hits(sender, receiver, time)) {
                kept *= 1 - lossy.share;
            }
        }
        return 1 - kept;
    }

    /**
     * How much later than usual bytes arrive whose last bit leaves {@code sender} at {@code time}.
     *
     * @param latency one way, in all
     * @param uniform draws from [0, 1)
     */
    long lateness(Node sender, Node receiver, long time, long bytes, long latency, DoubleSupplier uniform) {
        long late = 0;
        for (Disturbance disturbance : disturbances) {
            if (disturbance.hits(sender, receiver, time)) {
                late += switch (disturbance.effect) {
                    case Effect.Late extra -> extra.nanos;
                    case Effect.Narrow narrow -> narrow.pass(time, bytes);
                    case Effect.Lossy lossy -> PathClock.repair(lossy.share, bytes, latency, uniform.getAsDouble());
                    case Effect.Reordered mess -> {
                        double inOrder = Math.pow(1 - mess.share, (double) PathClock.packets(bytes));
                        yield uniform.getAsDouble() < inOrder ? 0 : mess.late;
                    }
                };
            }
        }
        return late;
    }
}

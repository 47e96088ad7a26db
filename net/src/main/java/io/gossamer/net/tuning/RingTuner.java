package io.gossamer.net.tuning;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.collective.ElasticGroup;
import io.gossamer.net.topology.CostMatrix;
import io.gossamer.net.topology.Objective;
import io.gossamer.net.topology.PathSample;
import io.gossamer.net.topology.PathTable;
import io.gossamer.net.topology.ProbeServer;
import io.gossamer.net.topology.ProbeSettings;
import io.gossamer.net.topology.Prober;
import io.gossamer.net.topology.Ring;
import io.gossamer.net.topology.RingAnswer;
import io.gossamer.net.topology.RingSolver;
import io.gossamer.net.world.Endpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Measures the ways between the members of a group and gives its ring the order in which arrays go around fastest.
 * Members measure at the same time, each the ways from itself; what they found they tell each other, and as all solve the
 * same problem, all vote for the same ring. A member that is lost meanwhile costs the attempt, nothing else.
 */
public final class RingTuner {
    /** A step that is less than a tenth shorter is not worth a new view. */
    private static final double WORTH = 0.9;

    /** Of three the ring has two orders, which differ in their direction alone. */
    private static final int FEWEST = 4;

    private static final int SESSION_LONGS = 2;
    /** A member's ways go into exchanges of at most 64 numbers, two a way. */
    private static final int WAYS_AT_A_TIME = 32;

    private static final long SEED = 1;

    private final ElasticGroup group;
    private final ProbeSettings settings;
    private final long bytes;
    private final Duration patience;

    /**
     * Tunes for arrays of a size.
     *
     * @param settings how much is spent on each way
     * @param bytes of the arrays that are to be reduced
     */
    public RingTuner(ElasticGroup group, ProbeSettings settings, long bytes) {
        this.group = group;
        this.settings = settings;
        this.bytes = bytes;
        this.patience = settings.time().multipliedBy(8).plusSeconds(10);
    }

    /**
     * Measures, and reorders the ring if that pays. All members call this at the same place in their programs. Where they
     * are on one machine, or fewer than four, nothing is measured.
     *
     * @return whether the ring has another order now, as far as this member has come
     */
    public boolean tune() throws InterruptedException {
        SecureRandom random = new SecureRandom();
        int machine = group.host(group.number()).orElse("").hashCode();
        long[][] said = group.exchange(random.nextLong(), random.nextLong(), machine);
        List<Integer> members = group.contributors();
        if (said.length < FEWEST
                || Arrays.stream(said).mapToLong(of -> of[2]).distinct().count() == 1) {
            return false;
        }
        return tune(
                members,
                ByteBuffer.allocate(SESSION_LONGS * Long.BYTES)
                        .putLong(said[0][0])
                        .putLong(said[0][1])
                        .array());
    }

    private boolean tune(List<Integer> members, byte[] session) throws InterruptedException {
        try (ProbeServer server = new ProbeServer(group.world(), group.listen(), session)) {
            group.world().spawn("answering probes", server::run);
            long[][] ports = group.exchange(server.endpoint().port());
            Optional<PathTable> ways = members.equals(group.contributors())
                    ? measure(
                            members,
                            Arrays.stream(ports).mapToInt(port -> (int) port[0]).toArray(),
                            session)
                    : Optional.empty();
            Optional<Ring> better = ways.flatMap(this::better);
            return better.isPresent()
                    && group.reorder(
                            better.get().order().stream().map(members::get).toList());
        } catch (IOException e) {
            throw new IllegalStateException("A member can open one door and not another", e);
        }
    }

    /**
     * All ways, in rounds in which every member sends to one and hears one, so that none waits long for another; empty if
     * somebody was lost meanwhile.
     */
    private Optional<PathTable> measure(List<Integer> members, int[] ports, byte[] session)
            throws InterruptedException {
        int own = members.indexOf(group.number());
        Prober prober = new Prober(group.world(), session, settings);
        PathSample[] samples = new PathSample[members.size()];
        for (int distance = 1; distance < members.size(); distance++) {
            int to = (own + distance) % members.size();
            samples[to] = measure(prober, members.get(to), ports[to]);
            group.barrier();
            if (!members.equals(group.contributors())) {
                return Optional.empty();
            }
        }
        return share(members, samples);
    }

    private PathSample measure(Prober prober, int member, int port) throws InterruptedException {
        Optional<String> host = group.host(member);
        if (host.isEmpty()) {
            return new PathSample.Unreachable("it is gone");
        }
        try {
            return prober.measure(new Endpoint(host.get(), port), patience);
        } catch (GossamerException unmeasured) {
            return new PathSample.Unreachable(unmeasured.getMessage());
        }
    }

    private Optional<PathTable> share(List<Integer> members, PathSample[] samples) throws InterruptedException {
        PathTable table = PathTable.empty(members.size());
        for (int first = 0; first < samples.length; first += WAYS_AT_A_TIME) {
            int end = Math.min(samples.length, first + WAYS_AT_A_TIME);
            long[][] all = group.exchange(numbers(samples, first, end));
            if (!members.equals(group.contributors())) {
                return Optional.empty();
            }
            table = with(table, all, first, end);
        }
        return Optional.of(table);
    }

    /** Two numbers a way: bits a second, 0 where there is none, and nanoseconds of latency. */
    private static long[] numbers(PathSample[] samples, int first, int end) {
        long[] numbers = new long[2 * (end - first)];
        for (int to = first; to < end; to++) {
            if (samples[to] instanceof PathSample.Measured(Bandwidth rate, Duration latency)) {
                numbers[2 * (to - first)] = Double.doubleToRawLongBits(rate.bitsPerSecond());
                numbers[2 * (to - first) + 1] = latency.toNanos();
            }
        }
        return numbers;
    }

    private static PathTable with(PathTable table, long[][] all, int first, int end) {
        PathTable known = table;
        for (int from = 0; from < all.length; from++) {
            for (int to = first; to < end; to++) {
                if (from != to) {
                    known = known.with(from, to, way(all[from][2 * (to - first)], all[from][2 * (to - first) + 1]));
                }
            }
        }
        return known;
    }

    /** A way as another member says it is; one that cannot be counts as none. */
    static PathSample way(long rateBits, long latencyNanos) {
        double rate = Double.longBitsToDouble(rateBits);
        return Bandwidth.isValid(rate) && latencyNanos >= 0
                ? new PathSample.Measured(new Bandwidth(rate), Duration.ofNanos(latencyNanos))
                : new PathSample.Unreachable("it could not be measured");
    }

    /**
     * What a ring costs: a step of it if the ways share nothing, and all its ways together, which tells apart rings that
     * cross a line of all more or less often.
     */
    private record Price(double step, double sum) {
        /** Whether it is less by enough than another. */
        boolean beats(Price other) {
            return step < WORTH * other.step || step <= other.step && sum < WORTH * other.sum;
        }
    }

    private Optional<Ring> better(PathTable ways) {
        long chunk = Math.max(1, bytes / ways.size());
        CostMatrix costs = ways.costs(chunk);
        Price now = price(ways, costs, Ring.ascending(ways.size()), chunk);
        return Stream.of(Objective.BOTTLENECK, Objective.TOTAL)
                .map(objective -> new RingSolver(objective, SEED).solve(costs))
                .flatMap(answer -> answer instanceof RingAnswer.Found found ? Stream.of(found.ring()) : Stream.empty())
                .filter(ring -> price(ways, costs, ring, chunk).beats(now))
                .min(Comparator.comparingDouble(ring -> ways.stepSeconds(ring, chunk)));
    }

    private static Price price(PathTable ways, CostMatrix costs, Ring ring, long chunk) {
        return new Price(ways.stepSeconds(ring, chunk), ring.cost(costs).total());
    }
}

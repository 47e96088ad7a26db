package io.gossamer.bench.collective;

import static io.gossamer.bench.collective.Entrant.BARE_RING;
import static io.gossamer.bench.collective.Entrant.ELASTIC;
import static io.gossamer.bench.collective.Entrant.ELASTIC_8_BIT;
import static io.gossamer.bench.collective.Entrant.ELASTIC_IN_PLACE;
import static io.gossamer.bench.collective.Entrant.ELASTIC_TLS;
import static io.gossamer.bench.collective.Entrant.GLOO;
import static io.gossamer.bench.collective.Entrant.PCCL;

import io.gossamer.bench.report.Comparison;
import io.gossamer.bench.report.Section;
import io.gossamer.bench.report.Table;
import io.gossamer.bench.simulated.RingOrderBench;
import io.gossamer.bench.simulated.StripeBench;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What the group that lives on costs and gains, against others and against what it could do without. */
public final class CollectiveBench {
    private static final long LARGE = 64L << 20;
    private static final long SMALL = 1 << 10;
    /** So many small ones in what is timed once. */
    private static final int REPEATS = 200;

    /** What a large all-reduce between so many processes may take of the others' time. */
    private record Promise(int processes, double ofGloo, double ofBareRing, double ofPccl) {}

    private static final List<Promise> PROMISES =
            List.of(new Promise(2, 1 / 1.2, 1 / 0.85, 1 / 1.5), new Promise(4, 1.0, 1 / 0.9, 1 / 1.7));

    private static final OptionalDouble SMALL_OF_GLOO = OptionalDouble.of(1.5);
    private static final OptionalDouble FASTER = OptionalDouble.of(1.0);
    private static final OptionalDouble NOTHING = OptionalDouble.empty();

    /** A line, and an array that takes neither an instant nor for ever over it. */
    private record Line(String name, String link, long bytes) {}

    private static final List<Line> LINES = List.of(
            new Line("5 Gbit/s", "5gbit,1ms", 64L << 20),
            new Line("1 Gbit/s", "1gbit,1ms", 64L << 20),
            new Line("100 Mbit/s", "100mbit,1ms", 16L << 20));

    private CollectiveBench() {}

    /**
     * @param quick fewer rounds
     * @param pccl the library of PCCL, to be measured as well
     * @throws IOException if a process cannot be started or ends early
     */
    public static List<Section> run(boolean quick, Optional<Path> pccl) throws IOException, InterruptedException {
        return List.of(against(quick, pccl), quantised(quick), StripeBench.run(), RingOrderBench.run());
    }

    private static Table against(boolean quick, Optional<Path> pccl) throws IOException, InterruptedException {
        List<Comparison> rows = new ArrayList<>();
        for (Promise promise : PROMISES) {
            rows.addAll(large(promise, quick));
            if (pccl.isPresent()) {
                rows.add(againstPccl(promise, quick, pccl.get()));
            }
        }
        for (Promise promise : PROMISES) {
            rows.add(small(promise.processes(), quick));
        }
        return new Table(
                "All-reduce of a group that lives on",
                "float32 over loopback, without TLS but where it is named; each process a JVM that holds all entrants and"
                        + " sums the same memory with each by turns, once the JVM has compiled what is ours; a round's time"
                        + " is that of its slowest process. Ours"
                        + " goes from one array into another, which outlives a failure, unless said otherwise; Gloo, that"
                        + " of libtorch 2.10 called from Java, goes in place. The bare ring is blocking sockets from one"
                        + " array into another, without frames, checks, timeouts or a way to lose a member: the ceiling.",
                rows);
    }

    private static List<Comparison> large(Promise promise, boolean quick) throws IOException, InterruptedException {
        AllReduceTimes times = AllReduceBench.measure(
                large(promise.processes(), quick, List.of(ELASTIC, ELASTIC_IN_PLACE, ELASTIC_TLS, GLOO, BARE_RING)));
        String subject = largeSubject(promise);
        return List.of(
                times.compare(subject, ELASTIC, "Gloo", GLOO, OptionalDouble.of(promise.ofGloo())),
                times.compare(subject, ELASTIC, "bare ring", BARE_RING, OptionalDouble.of(promise.ofBareRing())),
                times.compare(subject + ", in place", ELASTIC_IN_PLACE, "Gloo", GLOO, NOTHING),
                times.compare(subject + ", in place", ELASTIC_IN_PLACE, "out of place", ELASTIC, NOTHING),
                times.compare(subject + ", TLS", ELASTIC_TLS, "without TLS", ELASTIC, NOTHING));
    }

    private static Comparison againstPccl(Promise promise, boolean quick, Path library)
            throws IOException, InterruptedException {
        AllReduceSpec spec = large(promise.processes(), quick, List.of(ELASTIC, PCCL));
        return AllReduceBench.measure(spec, Optional.of(library))
                .compare(largeSubject(promise), ELASTIC, "PCCL", PCCL, OptionalDouble.of(promise.ofPccl()));
    }

    private static AllReduceSpec large(int processes, boolean quick, List<Entrant> entrants) {
        return new AllReduceSpec(processes, LARGE, 1, quick ? 20 : 60, quick ? 7 : 25, AllReduceSpec.NO_LINK, entrants);
    }

    private static String largeSubject(Promise promise) {
        return "64 MiB, %d processes".formatted(promise.processes());
    }

    private static Comparison small(int processes, boolean quick) throws IOException, InterruptedException {
        AllReduceTimes times = AllReduceBench.measure(new AllReduceSpec(
                processes,
                SMALL,
                REPEATS,
                quick ? 10 : 30,
                quick ? 11 : 31,
                AllReduceSpec.NO_LINK,
                List.of(ELASTIC, GLOO)));
        String subject = "1 KiB, %d processes".formatted(processes);
        return times.compare(subject, ELASTIC, "Gloo", GLOO, SMALL_OF_GLOO);
    }

    private static Table quantised(boolean quick) throws IOException, InterruptedException {
        List<Comparison> rows = new ArrayList<>();
        for (Line line : LINES) {
            AllReduceTimes times = AllReduceBench.measure(new AllReduceSpec(
                    2, line.bytes(), 1, quick ? 2 : 5, quick ? 3 : 11, line.link(), List.of(ELASTIC_8_BIT, ELASTIC)));
            String subject = "%d MiB in 8 bits, %s".formatted(line.bytes() >> 20, line.name());
            rows.add(times.compare(subject, ELASTIC_8_BIT, "in float32", ELASTIC, FASTER));
        }
        return new Table(
                "All-reduce in 8 bits",
                "Two processes behind lines of that rate, up and, separately, down, and 1 ms; min-max levels of 8 bits"
                        + " against float32 as it is.",
                rows);
    }
}

package io.gossamer.net.simulation;

import io.gossamer.core.failure.GossamerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * All that goes wrong in a simulation, in the order of time. As text it is sentences with semicolons between them; what
 * {@link #toString} writes, {@link #parse} reads:
 *
 * <pre>{@code
 * kill worker2 at 3s; restart worker2 at 5s; partition a,b | c for 2s at 4s; oneway a -> b for 1s at 2s;
 * delay a | b 100ms for 2s at 1s; throttle c 1mbit at 3s; slow d x4 at 2s; drift e 1e-4
 * }</pre>
 *
 * @param faults sorted by their time; simultaneous ones in the order given
 */
public record FaultSchedule(List<Fault> faults) {
    public static final FaultSchedule NONE = new FaultSchedule(List.of());

    private static final Pattern END_OF_SENTENCE = Pattern.compile("[;\\n]");
    private static final int LONGEST_TEXT = 1 << 20;

    public FaultSchedule {
        faults = faults.stream().sorted(Comparator.comparing(Fault::at)).toList();
    }

    public static FaultSchedule of(Fault... faults) {
        return new FaultSchedule(List.of(faults));
    }

    /**
     * Reads sentences that end with a semicolon or the end of a line. The clauses {@code for TIME} and {@code at TIME}
     * come last, in any order; without the one the fault lasts, without the other it is there from the start.
     *
     * @throws GossamerException that names the sentence and shows its form
     */
    public static FaultSchedule parse(String text) {
        if (text.length() > LONGEST_TEXT) {
            throw new GossamerException(
                    "A fault schedule has " + text.length() + " characters",
                    "Keep it within " + LONGEST_TEXT + ", or draw it from a seed.");
        }
        return new FaultSchedule(END_OF_SENTENCE
                .splitAsStream(text)
                .filter(sentence -> !sentence.isBlank())
                .map(sentence -> new FaultParser(sentence).parse())
                .toList());
    }

    /** The forms of all sentences, for a help text. */
    public static List<String> forms() {
        return List.copyOf(FaultParser.FORMS.values());
    }

    /**
     * Draws a schedule: a function of its arguments alone.
     *
     * @param nodes those that may be hit; a node dies for good, crashes or joins late at most once
     * @param horizon all faults begin before it, and those that end, end within it
     */
    public static FaultSchedule random(long seed, List<String> nodes, Duration horizon, Mix mix) {
        return new RandomSchedule(seed, nodes, horizon).draw(mix);
    }

    /** The same schedule without the fault at {@code index}. */
    public FaultSchedule without(int index) {
        List<Fault> rest = new ArrayList<>(faults);
        rest.remove(index);
        return new FaultSchedule(rest);
    }

    /** The schedule in the grammar that {@link #parse} reads. */
    @Override
    public String toString() {
        return faults.stream().map(FaultPrinter::print).collect(Collectors.joining("; "));
    }

    /** What a random schedule is made of. */
    public enum Kind {
        KILL,
        POWER_LOSS,
        /** A kill or power loss with a restart, at once or later. */
        CRASH,
        JOIN,
        FREEZE,
        SLOWDOWN,
        PARTITION,
        DELAY,
        THROTTLE,
        LOSS,
        REORDERING,
        /** A jump or a drift. */
        CLOCK
    }

    /**
     * How many faults of each kind a random schedule has.
     *
     * @param counts none of the kinds that are not in it
     */
    public record Mix(Map<Kind, Integer> counts) {
        public static final Mix NONE = new Mix(Map.of());
        public static final Mix ONE_KILL = NONE.with(Kind.KILL, 1);

        /** Peers that come, crash, come back and go, on a network that is cut and delayed. */
        public static final Mix CHURN = NONE.with(Kind.CRASH, 2)
                .with(Kind.JOIN, 1)
                .with(Kind.KILL, 1)
                .with(Kind.PARTITION, 1)
                .with(Kind.DELAY, 2)
                .with(Kind.FREEZE, 1);

        public Mix {
            counts = Map.copyOf(counts);
            if (counts.values().stream().anyMatch(count -> count < 0)) {
                throw new GossamerException("A mix has fewer than no faults: " + counts, "Count from 0.");
            }
        }

        public Mix(int kills, int powerLosses, int freezes, int slowdowns, int partitions) {
            this(Map.of(
                    Kind.KILL, kills,
                    Kind.POWER_LOSS, powerLosses,
                    Kind.FREEZE, freezes,
                    Kind.SLOWDOWN, slowdowns,
                    Kind.PARTITION, partitions));
        }

        /** The same mix with {@code count} faults of {@code kind}. */
        public Mix with(Kind kind, int count) {
            Map<Kind, Integer> changed = new EnumMap<>(Kind.class);
            changed.putAll(counts);
            changed.put(kind, count);
            return new Mix(changed);
        }

        int count(Kind kind) {
            return counts.getOrDefault(kind, 0);
        }
    }
}

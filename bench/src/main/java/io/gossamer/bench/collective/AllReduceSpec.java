package io.gossamer.bench.collective;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One comparison of all-reduces.
 *
 * @param processes how many take part, each a JVM of its own
 * @param bytes of the float32 array that each holds
 * @param repeats how many all-reduces follow each other in what is timed once
 * @param warmup how many times {@code repeats} each entrant goes through before the rounds
 * @param rounds that count; in each, all entrants reduce in turn, and each round begins with another one
 * @param link the access line of each process, as {@code 1gbit,1ms}, or {@code none}; groups of fixed members and Gloo
 *     do without it
 */
record AllReduceSpec(
        int processes, long bytes, int repeats, int warmup, int rounds, String link, List<Entrant> entrants) {
    static final String NO_LINK = "none";

    /** How many words it is. */
    static final int WORDS = 7;

    AllReduceSpec {
        entrants = List.copyOf(entrants);
    }

    /** As arguments of a process. */
    List<String> words() {
        return new ArrayList<>(List.of(
                "" + processes,
                "" + bytes,
                "" + repeats,
                "" + warmup,
                "" + rounds,
                link,
                String.join(",", entrants.stream().map(Entrant::name).toList())));
    }

    static AllReduceSpec parse(List<String> words) {
        return new AllReduceSpec(
                Integer.parseInt(words.get(0)),
                Long.parseLong(words.get(1)),
                Integer.parseInt(words.get(2)),
                Integer.parseInt(words.get(3)),
                Integer.parseInt(words.get(4)),
                words.get(5),
                Stream.of(words.get(6).split(",", -1)).map(Entrant::valueOf).toList());
    }
}

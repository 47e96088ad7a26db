package io.gossamer.bench.collective;

import io.gossamer.bench.report.Comparison;
import io.gossamer.bench.report.Rounds;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a comparison took.
 *
 * @param spec of it
 * @param seconds of one all-reduce on the slowest process, by entrant and round
 */
record AllReduceTimes(AllReduceSpec spec, Map<Entrant, double[]> seconds) {
    AllReduceTimes {
        seconds = Map.copyOf(seconds);
    }

    Rounds rounds(Entrant one, Entrant other) {
        return new Rounds(seconds.get(one), seconds.get(other));
    }

    /** One entrant against another, with what the ratio may be at most. */
    Comparison compare(String subject, Entrant one, String against, Entrant other, OptionalDouble limit) {
        return Comparison.of(subject, against, rounds(one, other), limit, spec.bytes());
    }
}

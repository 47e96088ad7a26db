package io.gossamer.bench.report;

import java.time.Duration;
import java.util.Locale;

/**
 * How a group of processes fared whose members were killed and started.
 *
 * @param time how long
 * @param slower how many times longer than usual it was between two kills or starts
 * @param started processes that were started
 * @param killed of them, by {@code kill -9}
 * @param failed of them, that ended by themselves
 * @param steps operations that the group did
 * @param digests that its members said after them, one a member and operation
 * @param mismatches of these, that differed from another's
 * @param longestPauseSeconds without an operation
 * @param earlyMib resident memory of the member that lived to the end, after a third
 * @param lateMib the same at the end
 */
public record Churn(
        Duration time,
        int slower,
        int started,
        int killed,
        int failed,
        long steps,
        long digests,
        long mismatches,
        double longestPauseSeconds,
        double earlyMib,
        double lateMib)
        implements Section {
    /** A group that does nothing for so long hangs. */
    private static final double HANG_SECONDS = 60;

    private static final double GROWTH_MIB = 16;

    @Override
    public boolean holds() {
        return steps > 0
                && failed == 0
                && mismatches == 0
                && longestPauseSeconds < HANG_SECONDS
                && lateMib - earlyMib <= GROWTH_MIB;
    }

    @Override
    public String markdown() {
        return String.format(
                Locale.ROOT,
                """
                ### Churn

                Processes that sum arrays of 1 MiB and 1 KiB together while one is killed or started every %.1f to %d s, for %d s.

                | what | measured | bound |
                |------|---------:|------:|
                | processes started | %d | |
                | killed | %d | |
                | that ended by themselves | %d | 0 |
                | operations of the group | %d | |
                | digests of their results compared | %d | |
                | that differ | %d | 0 |
                | longest time without an operation, s | %.1f | < %.0f |
                | growth of the member that lived to the end, after a third, MiB | %.1f | <= %.0f |
                | holds | %s | |
                """,
                0.5 * slower,
                2 * slower,
                time.toSeconds(),
                started,
                killed,
                failed,
                steps,
                digests,
                mismatches,
                longestPauseSeconds,
                HANG_SECONDS,
                lateMib - earlyMib,
                GROWTH_MIB,
                holds() ? "yes" : "NO");
    }
}

package io.gossamer.bench.churn;

import io.gossamer.bench.report.Churn;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What the members print, compared. */
final class ChurnLog {
    private final Map<Long, Long> digests = new HashMap<>();
    private long steps;
    private long said;
    private long mismatches;
    private int ends;
    private long lastStepAt = System.nanoTime();
    private long longestPause;
    private double resident;
    private double settled = Double.NaN;

    /**
     * Takes in what a member says of a step: its number, the digest, the resident memory.
     *
     * @param watched whether the memory is that of the member that lives to the end
     */
    synchronized void take(String text, boolean watched) {
        String[] words = text.split(" ");
        long step = Long.parseLong(words[0]);
        long digest = Long.parseLong(words[1]);
        said++;
        Long known = digests.putIfAbsent(step, digest);
        if (known != null && known != digest) {
            mismatches++;
        }
        if (step > steps) {
            steps = step;
            long now = System.nanoTime();
            longestPause = Math.max(longestPause, now - lastStepAt);
            lastStepAt = now;
        }
        if (watched) {
            resident = Double.parseDouble(words[2]);
        }
    }

    /** A member has ended; all that are killed do. */
    synchronized void ended() {
        ends++;
    }

    /** From now on memory should stay flat. */
    synchronized void settle() {
        if (Double.isNaN(settled)) {
            settled = resident;
        }
    }

    /** How many operations the group has done. */
    synchronized long steps() {
        return steps;
    }

    synchronized Churn result(Duration time, int slower, int started, int killed) {
        longestPause = Math.max(longestPause, System.nanoTime() - lastStepAt);
        return new Churn(
                time,
                slower,
                started,
                killed,
                ends - killed,
                steps,
                said,
                mismatches,
                longestPause / 1e9,
                settled,
                resident);
    }
}

package io.gossamer.bench.report;

import java.util.List;
import java.util.Locale;

/**
 * How the resident memory of processes grew over many operations.
 *
 * @param title what was run
 * @param method how
 */
public record Growth(String title, String method, List<Resident> processes) implements Section {
    /**
     * One process.
     *
     * @param subject what it did
     * @param operations how often, over the whole run
     * @param earlyMib resident memory after the first third
     * @param lateMib resident memory at the end
     * @param limitMib how much it may grow from there to the end
     */
    public record Resident(String subject, long operations, double earlyMib, double lateMib, double limitMib) {
        boolean holds() {
            return lateMib - earlyMib <= limitMib;
        }
    }

    public Growth {
        processes = List.copyOf(processes);
    }

    @Override
    public boolean holds() {
        return processes.stream().allMatch(Resident::holds);
    }

    @Override
    public String markdown() {
        StringBuilder text = new StringBuilder("### " + title + "\n\n" + method + "\n\n");
        text.append("| what | operations | after a third, MiB | at the end, MiB | growth, MiB | at most | holds |\n");
        text.append("|------|-----------:|-------------------:|----------------:|------------:|--------:|-------|\n");
        for (Resident process : processes) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %.0f | %.0f | %.1f | %.0f | %s |%n",
                    process.subject(),
                    process.operations(),
                    process.earlyMib(),
                    process.lateMib(),
                    process.lateMib() - process.earlyMib(),
                    process.limitMib(),
                    process.holds() ? "yes" : "NO"));
        }
        return text.toString();
    }
}

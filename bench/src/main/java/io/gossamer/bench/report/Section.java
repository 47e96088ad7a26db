package io.gossamer.bench.report;

/** The result of one benchmark. */
public sealed interface Section permits Table, Growth, Churn {
    /** Whether everything is within its limits. */
    boolean holds();

    /** A section of a Markdown page that reads well as plain text too. */
    String markdown();
}

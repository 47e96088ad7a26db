package io.gossamer.app.result;

import io.gossamer.app.console.Quantity;
import io.gossamer.app.console.TextTable;
import io.gossamer.app.console.TextTable.Align;

/** The table at the end of a job. */
public final class ResultTable {
    /** The accuracy whose time the table shows. */
    public static final double SHOWN_THRESHOLD = 0.97;

    private ResultTable() {}

    /** The table as text, one line per method. */
    public static String text(JobResult job) {
        TextTable table = new TextTable(
                Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT);
        table.row("method", "accuracy", "loss", "sent/worker", "fewer", "steps", "time", "to 97 %");
        MethodResult plain = Headline.plain(job);
        for (MethodResult run : job.runs()) {
            table.row(
                    run.method(),
                    Quantity.percent(run.outcome().accuracy()),
                    Quantity.loss(run.outcome().loss()),
                    Quantity.bytes(run.bytesSentPerWorker(job.workers())),
                    fewer(run, plain),
                    Quantity.count(run.steps()),
                    Quantity.seconds(run.seconds()),
                    timeToShown(run));
        }
        return table.render();
    }

    /** How many times fewer bytes a run sent than the plain one. */
    public static String fewer(MethodResult run, MethodResult plain) {
        return run.bytes().sent() == 0
                ? "–"
                : Quantity.times((double) plain.bytes().sent() / run.bytes().sent());
    }

    /** The time to {@link #SHOWN_THRESHOLD}, or a dash. */
    public static String timeToShown(MethodResult run) {
        return run.timeTo().seconds(SHOWN_THRESHOLD).isPresent()
                ? Quantity.seconds(run.timeTo().seconds(SHOWN_THRESHOLD).getAsDouble())
                : "–";
    }
}

package io.gossamer.app.result;

import io.gossamer.app.console.Quantity;
import io.gossamer.app.console.TextTable;
import io.gossamer.app.console.TextTable.Align;
import io.gossamer.train.run.MethodResult;
import io.gossamer.train.run.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** The table at the end of a job: the same cells on the terminal and in the report. */
public final class ResultTable {
    private static final List<String> HEADS = List.of(
            "method",
            "accuracy",
            "loss",
            "sent/worker",
            "fewer bytes",
            "bits/param",
            "steps",
            "training time",
            "to 97 %");

    private static final String HIDDEN = "hidden";

    private static final String NONE = "–";

    private ResultTable() {}

    /** The table as text, one line per method. */
    public static String text(RunResult job) {
        List<String> heads = heads(job);
        Align[] columns = heads.stream()
                .map(head -> head.equals(HEADS.getFirst()) ? Align.LEFT : Align.RIGHT)
                .toArray(Align[]::new);
        TextTable table = new TextTable(columns).row(heads.toArray(String[]::new));
        job.runs().forEach(run -> table.row(cells(job, run).toArray(String[]::new)));
        return table.render();
    }

    /** The heads of the columns; what was hidden has one only where something was. */
    public static List<String> heads(RunResult job) {
        return Overlap.happened(job)
                ? Stream.concat(HEADS.stream(), Stream.of(HIDDEN)).toList()
                : HEADS;
    }

    /** One method's cells, in the order of {@link #heads}; the bits are those of a step after warm-up. */
    public static List<String> cells(RunResult job, MethodResult run) {
        List<String> cells = new ArrayList<>(figures(job, run));
        if (Overlap.happened(job)) {
            OptionalDouble share = Overlap.hiddenShare(run);
            cells.add(share.isPresent() ? Quantity.percent(share.getAsDouble()) : NONE);
        }
        return List.copyOf(cells);
    }

    private static List<String> figures(RunResult job, MethodResult run) {
        MethodResult plain = Figures.plain(job);
        return List.of(
                run.method(),
                Quantity.percent(run.scores().accuracy()),
                Quantity.loss(run.scores().loss()),
                Quantity.bytes(Figures.sentPerWorker(job, run)),
                run == plain || run.bytes().sent() == 0 ? NONE : Quantity.times(Figures.fewer(run, plain)),
                Quantity.significant(run.bitsPerParameter().steady()),
                Quantity.count(run.steps()),
                Quantity.seconds(run.seconds()),
                secondsToShown(run));
    }

    /** The time to {@link Figures#SHOWN_ACCURACY}, or a dash. */
    public static String secondsToShown(MethodResult run) {
        OptionalDouble seconds = Figures.secondsTo(run, Figures.SHOWN_ACCURACY);
        return seconds.isPresent() ? Quantity.seconds(seconds.getAsDouble()) : NONE;
    }
}

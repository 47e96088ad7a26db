package io.gossamer.app.result;

import io.gossamer.app.console.Quantity;
import io.gossamer.app.console.TextTable;
import io.gossamer.app.console.TextTable.Align;
import io.gossamer.train.simulate.FleetResult;
import io.gossamer.train.simulate.Journey;
import io.gossamer.train.simulate.MethodCost;
import java.util.Comparator;
import java.util.List;

/** The tables at the end of a simulation: the same cells on the terminal and in the report. */
public final class FleetTable {
    /** The heads of the columns. */
    public static final List<String> HEADS =
            List.of("method", "time/step", "sent/node/step", "messages", "computing", "sending", "idle", "whole run");

    /** The heads of the table of ways. */
    public static final List<String> WAY_HEADS =
            List.of("method", "operation", "way", "times", "messages each", "bytes each");

    private FleetTable() {}

    /** Both tables as text. */
    public static String text(FleetResult result) {
        TextTable table = table(HEADS, 1);
        TextTable ways = table(WAY_HEADS, 3);
        for (MethodCost run : result.runs()) {
            table.row(cells(run).toArray(String[]::new));
            for (Journey journey : run.journeys()) {
                ways.row(wayCells(run, journey).toArray(String[]::new));
            }
        }
        return table.render() + "\n" + ways.render();
    }

    private static TextTable table(List<String> heads, int left) {
        Align[] columns = new Align[heads.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = i < left ? Align.LEFT : Align.RIGHT;
        }
        return new TextTable(columns).row(heads.toArray(String[]::new));
    }

    /** One method's cells, in the order of {@link #HEADS}. */
    public static List<String> cells(MethodCost run) {
        return List.of(
                run.method(),
                Quantity.seconds(run.secondsPerStep()),
                Quantity.bytes(run.sentPerNodeAndStep()),
                Quantity.count(run.messages()),
                Quantity.percent(run.computingShare()),
                Quantity.percent(run.sendingShare()),
                Quantity.percent(run.idleShare()),
                Quantity.seconds(run.seconds()));
    }

    /** The cells of one way, in the order of {@link #WAY_HEADS}. */
    public static List<String> wayCells(MethodCost run, Journey journey) {
        return List.of(
                run.method(),
                journey.operation(),
                journey.algorithm(),
                Quantity.count(journey.times()),
                Quantity.count(Math.round(journey.messagesEach())),
                Quantity.bytes((double) journey.bytes() / journey.times()));
    }

    /** Which method is the fastest, in one sentence. */
    public static String sentence(FleetResult result) {
        MethodCost fastest = result.runs().stream()
                .min(Comparator.comparingDouble(MethodCost::seconds))
                .orElseThrow();
        MethodCost slowest = result.runs().stream()
                .max(Comparator.comparingDouble(MethodCost::seconds))
                .orElseThrow();
        String fleet = Quantity.count(result.nodes()) + " nodes behind " + result.link();
        String steps = Quantity.count(result.steps()) + (result.steps() == 1 ? " step" : " steps");
        String first =
                fastest.method() + " takes " + Quantity.seconds(fastest.seconds()) + " for " + steps + " on " + fleet;
        return result.runs().size() == 1
                ? first + ", and its nodes are idle for " + Quantity.percent(fastest.idleShare()) + " of it."
                : first + ", " + Quantity.times(slowest.seconds() / fastest.seconds()) + " less than "
                        + slowest.method() + ".";
    }
}

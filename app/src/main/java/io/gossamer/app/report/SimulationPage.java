package io.gossamer.app.report;

import io.gossamer.app.console.Quantity;
import io.gossamer.app.result.FleetTable;
import io.gossamer.train.simulate.FleetResult;
import io.gossamer.train.simulate.Journey;
import io.gossamer.train.simulate.MethodCost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The page of a simulation. */
public final class SimulationPage {
    /** More points than a plot has pixels across show nothing. */
    private static final int MOST_POINTS = 400;

    private SimulationPage() {}

    /**
     * Writes the page; readers see the old file or the whole new one.
     *
     * @param facts what the figures depend on, in the order shown
     */
    public static void write(FleetResult result, Map<String, String> facts, Path file) throws IOException {
        Template.write(html(result, facts), file);
    }

    /** The page as text. */
    public static String html(FleetResult result, Map<String, String> facts) {
        return Template.withPlots("simulation.html", "simulation.js")
                .fill(Map.of(
                        "title", Html.escape(Quantity.count(result.nodes()) + " nodes, as simulated"),
                        "sentence", Html.escape(FleetTable.sentence(result)),
                        "chips", chips(result),
                        "table", table(result),
                        "legend", legend(result),
                        "ways", ways(result),
                        "configuration", configuration(result),
                        "facts", facts(facts),
                        "data",
                                Template.data(
                                        result.runs().stream().map(Curve::of).toList())));
    }

    private static String chips(FleetResult result) {
        Html html = new Html();
        Fragments.chip(html, "task", result.task());
        Fragments.chip(html, "model", result.model());
        Fragments.chip(html, "nodes", Quantity.count(result.nodes()));
        Fragments.chip(html, "link", result.link());
        Fragments.chip(html, "seed", String.valueOf(result.seed()));
        Fragments.chip(html, "collective", result.collective());
        Fragments.chip(html, "stragglers", String.valueOf(result.stragglers()));
        if (!result.faults().isEmpty()) {
            Fragments.chip(html, "faults", result.faults());
        }
        return html.toString();
    }

    private static String table(FleetResult result) {
        Html html = new Html();
        Fragments.head(html, FleetTable.HEADS);
        for (int i = 0; i < result.runs().size(); i++) {
            row(html, i, FleetTable.cells(result.runs().get(i)));
        }
        return html.close("tbody").close("table").toString();
    }

    private static String ways(FleetResult result) {
        Html html = new Html();
        Fragments.head(html, FleetTable.WAY_HEADS);
        for (int i = 0; i < result.runs().size(); i++) {
            MethodCost run = result.runs().get(i);
            for (Journey journey : run.journeys()) {
                row(html, i, FleetTable.wayCells(run, journey));
            }
        }
        return html.close("tbody").close("table").toString();
    }

    private static void row(Html html, int method, List<String> cells) {
        html.open("tr", "").open("td", "").swatch(method).text(cells.getFirst()).close("td");
        cells.stream().skip(1).forEach(cell -> html.element("td", "", cell));
        html.close("tr");
    }

    private static String legend(FleetResult result) {
        return Fragments.legend(result.runs().stream().map(MethodCost::method).toList());
    }

    private static String configuration(FleetResult result) {
        return Fragments.configuration(
                result.runs().stream().map(MethodCost::method).toList(),
                result.runs().stream().map(MethodCost::settings).toList());
    }

    private static String facts(Map<String, String> facts) {
        Html html = new Html().open("dl", "");
        facts.forEach((name, value) -> html.element("dt", "", name).element("dd", "", value));
        return html.close("dl").toString();
    }

    /**
     * One method's points by column, as the script reads them.
     *
     * @param share of the nodes that have no more of what stands beside it
     * @param idle shares of the time, rising
     * @param sent bytes, rising
     */
    private record Curve(
            String method,
            List<Integer> steps,
            List<Double> seconds,
            List<Double> bytes,
            List<Double> share,
            List<Double> idle,
            List<Double> sent) {
        static Curve of(MethodCost cost) {
            double[] idle = Arrays.stream(cost.nodes().idle())
                    .map(own -> own / cost.seconds())
                    .sorted()
                    .toArray();
            double[] sent =
                    Arrays.stream(cost.nodes().sent()).asDoubleStream().sorted().toArray();
            int[] steps = places(cost.steps());
            int[] nodes = places(idle.length);
            return new Curve(
                    cost.method(),
                    IntStream.of(steps).mapToObj(step -> step + 1).toList(),
                    at(steps, cost.course().seconds()),
                    at(steps, cost.course().bytes()),
                    boxed(IntStream.of(nodes).mapToDouble(node -> (node + 1.0) / idle.length)),
                    at(nodes, idle),
                    at(nodes, sent));
        }

        /** Evenly spread, the last one among them. */
        private static int[] places(int count) {
            int points = Math.min(count, MOST_POINTS);
            return IntStream.rangeClosed(1, points)
                    .map(point -> (int) ((long) point * count / points) - 1)
                    .toArray();
        }

        private static List<Double> at(int[] places, double[] values) {
            return boxed(IntStream.of(places).mapToDouble(place -> values[place]));
        }

        private static List<Double> boxed(DoubleStream values) {
            return values.boxed().toList();
        }
    }
}

package io.gossamer.app.report;

import io.gossamer.app.console.Quantity;
import io.gossamer.app.result.Figures;
import io.gossamer.app.result.ResultTable;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.MethodResult;
import io.gossamer.train.run.MethodResult.StepBytes.Phase;
import io.gossamer.train.run.RunResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The parts of the page that hold figures, as HTML that reads without a script. */
final class Fragments {
    static final String NONE = "–";

    private Fragments() {}

    static String chips(ReportData data) {
        RunResult job = data.job();
        Html html = new Html();
        chip(html, "task", job.task());
        chip(html, "model", job.model());
        chip(html, "workers", String.valueOf(job.workers()));
        chip(html, "link", job.link());
        chip(html, "seed", String.valueOf(job.seed()));
        return html.toString();
    }

    static void chip(Html html, String name, String value) {
        html.open("span", "chip").element("b", "", name).text(" " + value).close("span");
    }

    /** Three large figures: how good, how much was said, how soon. */
    static String tiles(RunResult job) {
        MethodResult plain = Figures.plain(job);
        MethodResult shown = Figures.shown(job);
        boolean reached = Figures.secondsTo(shown, Figures.SHOWN_ACCURACY).isPresent();
        Html html = new Html();
        tile(
                html,
                "final accuracy",
                shown,
                plain,
                run -> Quantity.percent(run.scores().accuracy()));
        tile(html, "sent per worker", shown, plain, run -> Quantity.bytes(Figures.sentPerWorker(job, run)));
        tile(
                html,
                reached ? "time to 97 % accuracy" : "training time",
                shown,
                plain,
                reached ? ResultTable::secondsToShown : run -> Quantity.seconds(run.seconds()));
        return html.toString();
    }

    private static void tile(
            Html html, String name, MethodResult shown, MethodResult plain, Function<MethodResult, String> value) {
        html.open("div", "tile").element("div", "name", name).element("div", "value", value.apply(shown));
        html.element("div", "beside", shown == plain ? shown.method() : plain.method() + ": " + value.apply(plain));
        html.close("div");
    }

    static String table(RunResult job) {
        Html html = new Html();
        head(html, ResultTable.heads(job));
        for (int i = 0; i < job.runs().size(); i++) {
            List<String> cells = ResultTable.cells(job, job.runs().get(i));
            html.open("tr", "").open("td", "").swatch(i).text(cells.getFirst()).close("td");
            cells.stream().skip(1).forEach(cell -> html.element("td", "", cell));
            html.close("tr");
        }
        return html.close("tbody").close("table").toString();
    }

    static void head(Html html, List<String> names) {
        html.open("table", "").open("thead", "").open("tr", "");
        names.forEach(name -> html.element("th", "", name));
        html.close("tr").close("thead").open("tbody", "");
    }

    static String legend(RunResult job) {
        return legend(job.runs().stream().map(MethodResult::method).toList());
    }

    static String legend(List<String> methods) {
        Html html = new Html();
        for (int i = 0; i < methods.size(); i++) {
            html.open("button", "key").swatch(i).text(methods.get(i)).close("button");
        }
        return html.toString();
    }

    /** Bytes per step by what they were for. */
    static String traffic(RunResult job) {
        Html html = new Html();
        head(html, List.of("method", "phase", "compressed", "dense", "control", "together", "bits/parameter"));
        for (int i = 0; i < job.runs().size(); i++) {
            MethodResult run = job.runs().get(i);
            MethodResult.BitsPerParameter bits = run.bitsPerParameter();
            if (run.bytesPerStep().warmup().total() > 0) {
                trafficRow(html, i, run.method(), "warm-up", run.bytesPerStep().warmup(), bits.warmup());
            }
            trafficRow(html, i, run.method(), "steady", run.bytesPerStep().steady(), bits.steady());
        }
        return html.close("tbody").close("table").toString();
    }

    private static void trafficRow(Html html, int index, String method, String phase, Phase bytes, double bits) {
        html.open("tr", "").open("td", "").swatch(index).text(method).close("td");
        html.element("td", "", phase);
        html.element("td", "", Quantity.bytes(bytes.compressed()));
        html.element("td", "", Quantity.bytes(bytes.dense()));
        html.element("td", "", Quantity.bytes(bytes.control()));
        html.element("td", "", Quantity.bytes(bytes.total()));
        html.element("td", "", Quantity.significant(bits)).close("tr");
    }

    /** What the clients of federations said and heard, as a section of the page; nothing if no method has clients. */
    static String clients(RunResult job) {
        if (job.runs().stream().allMatch(run -> run.clients().isEmpty())) {
            return "";
        }
        Html html = new Html().open("section", "").element("h2", "", "What the clients said and heard");
        html.element("p", "note", "Coded messages of the whole run, without framing, wherever a client lives.");
        html.open("div", "scroll");
        head(html, List.of("method", "clients", "direction", "all together", "least", "median", "most"));
        for (int i = 0; i < job.runs().size(); i++) {
            String method = job.runs().get(i).method();
            int index = i;
            job.runs().get(i).clients().ifPresent(clients -> {
                clientRow(html, index, method, clients.count(), "to the server", clients.up());
                clientRow(html, index, method, clients.count(), "from the server", clients.down());
            });
        }
        return html.close("tbody").close("table").close("div").close("section").toString();
    }

    private static void clientRow(
            Html html, int index, String method, int count, String direction, MethodResult.Clients.Spread bytes) {
        html.open("tr", "").open("td", "").swatch(index).text(method).close("td");
        html.element("td", "", Quantity.count(count)).element("td", "", direction);
        for (long figure : new long[] {bytes.total(), bytes.min(), bytes.median(), bytes.max()}) {
            html.element("td", "", Quantity.bytes(figure));
        }
        html.close("tr");
    }

    /** What the methods decided during the run, as a section of the page; nothing if nothing was. */
    static String notes(ReportData data) {
        if (data.courses().stream().allMatch(course -> course.notes().isEmpty())) {
            return "";
        }
        Html html = new Html().open("section", "").element("h2", "", "What the methods decided");
        html.open("div", "scroll notes");
        head(html, List.of("method", "step", "decision"));
        for (int i = 0; i < data.courses().size(); i++) {
            for (Event.Noted note : data.courses().get(i).notes()) {
                html.open("tr", "").open("td", "").swatch(i);
                html.text(data.job().runs().get(i).method()).close("td");
                html.element("td", "", Quantity.count(note.step())).element("td", "words", note.text());
                html.close("tr");
            }
        }
        return html.close("tbody").close("table").close("div").close("section").toString();
    }

    static String configuration(RunResult job) {
        return configuration(
                job.runs().stream().map(MethodResult::method).toList(),
                job.runs().stream().map(MethodResult::settings).toList());
    }

    /** What each method was set to, side by side. */
    static String configuration(List<String> methods, List<Map<String, String>> settings) {
        Set<String> names = new LinkedHashSet<>();
        settings.forEach(own -> names.addAll(own.keySet()));
        List<String> heads = new ArrayList<>(List.of("setting"));
        heads.addAll(methods);
        Html html = new Html();
        head(html, heads);
        for (String name : names) {
            html.open("tr", "").element("td", "", name);
            settings.forEach(own -> html.element("td", "", own.getOrDefault(name, NONE)));
            html.close("tr");
        }
        return html.close("tbody").close("table").toString();
    }

    static String facts(ReportData data) {
        Html html = new Html().open("dl", "");
        data.facts().forEach((name, value) -> html.element("dt", "", name).element("dd", "", value));
        // A run that was stopped has no final model.
        data.job().runs().stream()
                .filter(run -> run.checkpoint() != null)
                .forEach(run -> html.element("dt", "", "model of " + run.method())
                        .element(
                                "dd",
                                "",
                                run.checkpoint().path() + ", SHA-256 "
                                        + run.checkpoint().sha256()));
        return html.close("dl").toString();
    }
}

package io.gossamer.app.report;

import io.gossamer.app.console.Quantity;
import io.gossamer.app.result.Headline;
import io.gossamer.app.result.JobResult;
import io.gossamer.app.result.MethodResult;
import io.gossamer.app.result.MethodResult.ByKind;
import io.gossamer.app.result.ResultTable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The parts of the page that hold figures, as HTML that reads without a script. */
final class Fragments {
    private static final String NONE = "–";

    private Fragments() {}

    static String chips(ReportData data) {
        JobResult job = data.job();
        Html html = new Html();
        chip(html, "task", job.task());
        chip(html, "model", job.model());
        chip(html, "workers", String.valueOf(job.workers()));
        chip(html, "link", job.link());
        chip(html, "seed", String.valueOf(job.seed()));
        return html.toString();
    }

    private static void chip(Html html, String name, String value) {
        html.open("span", "chip").element("b", "", name).text(" " + value).close("span");
    }

    /** Three large figures: how good, how much was said, how soon. */
    static String tiles(JobResult job) {
        MethodResult plain = Headline.plain(job);
        MethodResult shown = Headline.shown(job);
        Html html = new Html();
        boolean accuracy = shown.outcome().accuracy() != null;
        tile(
                html,
                accuracy ? "final accuracy" : "final loss",
                accuracy
                        ? Quantity.percent(shown.outcome().accuracy())
                        : Quantity.loss(shown.outcome().loss()),
                shown,
                plain,
                accuracy
                        ? Quantity.percent(plain.outcome().accuracy())
                        : Quantity.loss(plain.outcome().loss()));
        tile(
                html,
                "sent per worker",
                Quantity.bytes(shown.bytesSentPerWorker(job.workers())),
                shown,
                plain,
                Quantity.bytes(plain.bytesSentPerWorker(job.workers())));
        boolean reached = shown.timeTo().seconds(ResultTable.SHOWN_THRESHOLD).isPresent();
        tile(
                html,
                reached ? "time to 97 % accuracy" : "training time",
                reached ? ResultTable.timeToShown(shown) : Quantity.seconds(shown.seconds()),
                shown,
                plain,
                reached ? ResultTable.timeToShown(plain) : Quantity.seconds(plain.seconds()));
        return html.toString();
    }

    private static void tile(
            Html html, String name, String value, MethodResult shown, MethodResult plain, String plainValue) {
        html.open("div", "tile").element("div", "name", name).element("div", "value", value);
        html.element("div", "beside", shown == plain ? shown.method() : plain.method() + ": " + plainValue);
        html.close("div");
    }

    static String table(JobResult job) {
        MethodResult plain = Headline.plain(job);
        Html html = new Html().open("table", "").open("thead", "").open("tr", "");
        for (String head : List.of(
                "method", "accuracy", "loss", "sent per worker", "fewer bytes", "steps", "training time", "to 97 %")) {
            html.element("th", "", head);
        }
        html.close("tr").close("thead").open("tbody", "");
        for (int i = 0; i < job.runs().size(); i++) {
            MethodResult run = job.runs().get(i);
            html.open("tr", "").open("td", "").swatch(i).text(run.method()).close("td");
            html.element("td", "", Quantity.percent(run.outcome().accuracy()));
            html.element("td", "", Quantity.loss(run.outcome().loss()));
            html.element("td", "", Quantity.bytes(run.bytesSentPerWorker(job.workers())));
            html.element("td", "", run == plain ? NONE : ResultTable.fewer(run, plain));
            html.element("td", "", Quantity.count(run.steps()));
            html.element("td", "", Quantity.seconds(run.seconds()));
            html.element("td", "", ResultTable.timeToShown(run));
            html.close("tr");
        }
        return html.close("tbody").close("table").toString();
    }

    static String legend(JobResult job) {
        Html html = new Html();
        for (int i = 0; i < job.runs().size(); i++) {
            html.open("button", "key").swatch(i).text(job.runs().get(i).method()).close("button");
        }
        return html.toString();
    }

    /** One stacked bar per method, all on the same scale. */
    static String timeBars(JobResult job) {
        double longest = job.runs().stream()
                .mapToDouble(r -> Math.max(r.seconds(), r.computeSeconds() + r.sendSeconds() + r.waitSeconds()))
                .max()
                .orElse(1);
        Html html = new Html();
        for (int i = 0; i < job.runs().size(); i++) {
            MethodResult run = job.runs().get(i);
            html.open("div", "bar").open("div", "name").swatch(i).text(run.method()).close("div");
            html.open("div", "track");
            segment(html, "compute", run.computeSeconds(), longest);
            segment(html, "send", run.sendSeconds(), longest);
            segment(html, "wait", run.waitSeconds(), longest);
            html.close("div");
            html.element(
                    "div",
                    "figures",
                    "compute " + Quantity.seconds(run.computeSeconds()) + " · send "
                            + Quantity.seconds(run.sendSeconds()) + " · wait " + Quantity.seconds(run.waitSeconds()));
            html.close("div");
        }
        return html.toString();
    }

    private static void segment(Html html, String kind, double seconds, double longest) {
        String width = String.format(Locale.ROOT, "width:%.3f%%", longest == 0 ? 0 : 100 * seconds / longest);
        html.openStyled("span", "segment " + kind, width).close("span");
    }

    /** Bytes per step by what they were for. */
    static String traffic(JobResult job) {
        Html html = new Html().open("table", "").open("thead", "").open("tr", "");
        for (String head :
                List.of("method", "phase", "compressed tensors", "dense tensors", "control", "per step and worker")) {
            html.element("th", "", head);
        }
        html.close("tr").close("thead").open("tbody", "");
        for (int i = 0; i < job.runs().size(); i++) {
            MethodResult run = job.runs().get(i);
            if (run.bytesPerStep().warmup() != null) {
                trafficRow(html, i, run.method(), "warm-up", run.bytesPerStep().warmup());
            }
            trafficRow(html, i, run.method(), "steady", run.bytesPerStep().steady());
        }
        return html.close("tbody").close("table").toString();
    }

    private static void trafficRow(Html html, int index, String method, String phase, ByKind bytes) {
        html.open("tr", "").open("td", "").swatch(index).text(method).close("td");
        html.element("td", "", phase);
        html.element("td", "", Quantity.bytes(bytes.compressed()));
        html.element("td", "", Quantity.bytes(bytes.dense()));
        html.element("td", "", Quantity.bytes(bytes.control()));
        html.element("td", "", Quantity.bytes(bytes.total())).close("tr");
    }

    /** What each method was set to, side by side. */
    static String configuration(List<ReportData.Course> courses) {
        Set<String> names = new LinkedHashSet<>();
        courses.forEach(course -> names.addAll(course.configuration().keySet()));
        Html html = new Html().open("table", "").open("thead", "").open("tr", "").element("th", "", "setting");
        courses.forEach(course -> html.element("th", "", course.method()));
        html.close("tr").close("thead").open("tbody", "");
        for (String name : names) {
            html.open("tr", "").element("td", "", name);
            courses.forEach(
                    course -> html.element("td", "", course.configuration().getOrDefault(name, NONE)));
            html.close("tr");
        }
        return html.close("tbody").close("table").toString();
    }

    static String facts(ReportData data) {
        Html html = new Html().open("dl", "");
        data.facts().forEach((name, value) -> html.element("dt", "", name).element("dd", "", value));
        data.job().runs().stream()
                .filter(run -> run.checkpoint() != null)
                .forEach(run -> html.element("dt", "", "checkpoint of " + run.method())
                        .element("dd", "", run.checkpoint().path() + ", SHA-256 " + run.checkpoint().sha256()));
        return html.close("dl").toString();
    }
}

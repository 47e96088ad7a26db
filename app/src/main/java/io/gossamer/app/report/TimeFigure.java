package io.gossamer.app.report;

import io.gossamer.app.console.Quantity;
import io.gossamer.app.result.Overlap;
import io.gossamer.train.run.MethodResult;
import io.gossamer.train.run.RunResult;
import java.util.List;
import java.util.Locale;

/**
 * Where the time of a run went: one stacked bar per method, all on the same scale, and beneath its computing the exchanges
 * that were under way meanwhile.
 */
final class TimeFigure {
    private static final String NOTE = "Mean per worker, evaluation excluded.";

    private TimeFigure() {}

    static String section(RunResult job) {
        boolean overlap = Overlap.happened(job);
        Html html = new Html().open("section", "").open("div", "heading").element("h2", "", "Where the time went");
        html.open("div", "legend");
        key(html, "compute", "compute");
        key(html, "send", "send");
        key(html, "wait", "wait for others");
        if (overlap) {
            key(html, "hidden", "exchange hidden behind computing");
        }
        html.close("div").close("div");
        List<String> note = Overlap.sentences(job);
        html.element("p", "note", overlap ? NOTE + " " + String.join(" ", note) : NOTE);
        double longest = job.runs().stream()
                .mapToDouble(run -> Math.max(run.seconds(), seconds(run)))
                .max()
                .orElse(1);
        for (int i = 0; i < job.runs().size(); i++) {
            bar(html, i, job.runs().get(i), longest);
        }
        return html.close("section").toString();
    }

    private static void key(Html html, String kind, String words) {
        html.open("span", "key").open("span", "swatch " + kind).close("span");
        html.text(words).close("span");
    }

    private static double seconds(MethodResult run) {
        return run.computeSeconds() + run.sendSeconds() + run.waitSeconds();
    }

    private static void bar(Html html, int index, MethodResult run, double longest) {
        html.open("div", "bar").open("div", "name").swatch(index).text(run.method());
        html.close("div").open("div", "tracks").open("div", "track");
        segment(html, "compute", 0, run.computeSeconds(), longest);
        segment(html, "send", 0, run.sendSeconds(), longest);
        segment(html, "wait", 0, run.waitSeconds(), longest);
        html.close("div");
        String figures = "compute " + Quantity.seconds(run.computeSeconds()) + " · send "
                + Quantity.seconds(run.sendSeconds()) + " · wait " + Quantity.seconds(run.waitSeconds());
        if (Overlap.hiddenShare(run).isPresent()) {
            html.open("div", "track under");
            double before = Math.max(0, run.computeSeconds() - run.hiddenSeconds());
            segment(html, "hidden", before, run.hiddenSeconds(), longest);
            html.close("div");
            figures += " · hidden " + Quantity.seconds(run.hiddenSeconds());
        }
        html.close("div").element("div", "figures", figures).close("div");
    }

    /** @param before seconds that are left free on its left */
    private static void segment(Html html, String kind, double before, double seconds, double longest) {
        String style = String.format(
                Locale.ROOT, "margin-left:%.3f%%;width:%.3f%%", share(before, longest), share(seconds, longest));
        html.openStyled("span", "segment " + kind, style).close("span");
    }

    private static double share(double seconds, double longest) {
        return longest == 0 ? 0 : 100 * seconds / longest;
    }
}

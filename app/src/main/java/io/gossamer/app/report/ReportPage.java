package io.gossamer.app.report;

import io.gossamer.app.console.Json;
import io.gossamer.app.result.Headline;
import io.gossamer.app.version.Versions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page: a template whose named places are filled. It carries its style, its script, its figures and the chart
 * library (uPlot) within itself and asks no server for anything; a content security policy holds the browser to that.
 */
public final class ReportPage {
    /** Colours that the style sheet has for methods; further methods begin again with the first. */
    static final int COLOURS = 8;

    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z]+)}}");
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/";

    private ReportPage() {}

    /** Writes the page; readers see the old file or the whole new one. */
    public static void write(ReportData data, Path file) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(unfinished, html(data));
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The page as text. */
    public static String html(ReportData data) {
        Headline headline = Headline.of(data.job());
        String uplot = UPLOT + Versions.library("org.webjars.npm", "uplot") + "/dist/";
        Map<String, String> places = Map.ofEntries(
                Map.entry("title", Html.escape(headline.title())),
                Map.entry("sentence", Html.escape(headline.sentence())),
                Map.entry("chips", Fragments.chips(data)),
                Map.entry("tiles", Fragments.tiles(data.job())),
                Map.entry("table", Fragments.table(data.job())),
                Map.entry("legend", Fragments.legend(data.job())),
                Map.entry("time", Fragments.timeBars(data.job())),
                Map.entry("traffic", Fragments.traffic(data.job())),
                Map.entry("configuration", Fragments.configuration(data.courses())),
                Map.entry("facts", Fragments.facts(data)),
                Map.entry("style", resource(uplot + "uPlot.min.css") + resource("report.css")),
                Map.entry("uplot", resource(uplot + "uPlot.iife.min.js")),
                Map.entry("script", resource("report.js")),
                Map.entry("data", curves(data.courses())));
        Matcher place = PLACE.matcher(resource("template.html"));
        return place.replaceAll(found -> Matcher.quoteReplacement(places.get(found.group(1))));
    }

    /** The curves as JSON that cannot end the script element around it. */
    private static String curves(List<ReportData.Course> courses) {
        return Json.compact(courses.stream().map(Curve::of).toList()).replace("<", "\\u003c");
    }

    /** One method's points by column, as the script reads them; null where there is no finite value. */
    private record Curve(
            String method,
            List<Double> steps,
            List<Double> seconds,
            List<Double> bytes,
            List<Double> loss,
            List<Double> accuracy) {
        static Curve of(ReportData.Course course) {
            List<ReportData.Evaluation> points = course.evaluations();
            return new Curve(
                    course.method(),
                    points.stream().map(p -> (double) p.step()).toList(),
                    points.stream().map(ReportData.Evaluation::seconds).toList(),
                    points.stream().map(ReportData.Evaluation::bytesSent).toList(),
                    points.stream().map(p -> finite(p.loss())).toList(),
                    points.stream().map(p -> finite(p.accuracy())).toList());
        }

        private static Double finite(Double value) {
            return value == null || !Double.isFinite(value) ? null : value;
        }
    }

    private static String resource(String name) {
        try (InputStream stream = open(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) {
        InputStream stream = ReportPage.class.getResourceAsStream(name);
        if (stream == null) {
            throw new IllegalStateException("the class path lacks " + name);
        }
        return stream;
    }
}

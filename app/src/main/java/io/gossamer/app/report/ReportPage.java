package io.gossamer.app.report;

import io.gossamer.app.result.Headline;
import io.gossamer.app.version.LibraryVersion;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
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
        String uplot = UPLOT + LibraryVersion.of("org.webjars.npm", "uplot") + "/dist/";
        Map<String, String> places = Map.ofEntries(
                Map.entry("title", Html.escape(headline.title())),
                Map.entry("sentence", Html.escape(headline.sentence())),
                Map.entry("chips", Fragments.chips(data)),
                Map.entry("tiles", Fragments.tiles(data.job())),
                Map.entry("table", Fragments.table(data.job())),
                Map.entry("legend", Fragments.legend(data.job())),
                Map.entry("time", Fragments.timeBars(data.job())),
                Map.entry("traffic", Fragments.traffic(data.job())),
                Map.entry("clients", Fragments.clients(data.job())),
                Map.entry("layers", LayerFigure.section(data.job())),
                Map.entry("notes", Fragments.notes(data)),
                Map.entry("configuration", Fragments.configuration(data.job())),
                Map.entry("facts", Fragments.facts(data)),
                Map.entry("style", resource(uplot + "uPlot.min.css") + resource("report.css")),
                Map.entry("uplot", resource(uplot + "uPlot.iife.min.js")),
                Map.entry("script", resource("report.js")),
                Map.entry("data", curves(data)));
        Matcher place = PLACE.matcher(resource("template.html"));
        return place.replaceAll(found -> Matcher.quoteReplacement(places.get(found.group(1))));
    }

    /** The curves as JSON that cannot end the script element around it. */
    private static String curves(ReportData data) {
        List<Curve> curves = new ArrayList<>();
        for (int i = 0; i < data.courses().size(); i++) {
            String method = data.job().runs().get(i).method();
            curves.add(Curve.of(method, data.courses().get(i).evaluations(), data.parameters()));
        }
        return Json.line(curves).replace("<", "\\u003c");
    }

    /**
     * One method's points by column, as the script reads them; null where there is no finite value.
     *
     * @param bits sent per parameter and step, mean over the steps since the point before
     */
    private record Curve(
            String method,
            List<Long> steps,
            List<Double> seconds,
            List<Double> bytes,
            List<Double> loss,
            List<Double> accuracy,
            List<Double> bits) {
        static Curve of(String method, List<Event.Evaluation> points, long parameters) {
            return new Curve(
                    method,
                    points.stream().map(Event.Evaluation::step).toList(),
                    points.stream().map(Event.Evaluation::seconds).toList(),
                    points.stream().map(Event.Evaluation::bytesSent).toList(),
                    points.stream().map(p -> finite(p.loss())).toList(),
                    points.stream().map(p -> finite(p.accuracy())).toList(),
                    bits(points, parameters));
        }

        private static List<Double> bits(List<Event.Evaluation> points, long parameters) {
            List<Double> bits = new ArrayList<>();
            for (int i = 0; i < points.size(); i++) {
                Event.Evaluation before = points.get(Math.max(0, i - 1));
                double bytes = points.get(i).bytesSent() - before.bytesSent();
                double steps = points.get(i).step() - before.step();
                bits.add(finite(bytes * Byte.SIZE / steps / parameters));
            }
            return bits;
        }

        private static Double finite(double value) {
            return Double.isFinite(value) ? value : null;
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

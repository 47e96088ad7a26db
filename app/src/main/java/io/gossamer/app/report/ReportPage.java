package io.gossamer.app.report;

import io.gossamer.app.result.Headline;
import io.gossamer.train.run.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The page of a job that was run. */
public final class ReportPage {
    /** Colours that the style sheet has for methods; further methods begin again with the first. */
    static final int COLOURS = 8;

    private ReportPage() {}

    /** Writes the page; readers see the old file or the whole new one. */
    public static void write(ReportData data, Path file) throws IOException {
        Template.write(html(data), file);
    }

    /** The page as text. */
    public static String html(ReportData data) {
        Headline headline = Headline.of(data.job());
        Map<String, String> places = Map.ofEntries(
                Map.entry("title", Html.escape(headline.title())),
                Map.entry("sentence", Html.escape(headline.sentence())),
                Map.entry("chips", Fragments.chips(data)),
                Map.entry("tiles", Fragments.tiles(data.job())),
                Map.entry("table", Fragments.table(data.job())),
                Map.entry("legend", Fragments.legend(data.job())),
                Map.entry("time", TimeFigure.section(data.job())),
                Map.entry("traffic", Fragments.traffic(data.job())),
                Map.entry("clients", Fragments.clients(data.job())),
                Map.entry("layers", LayerFigure.section(data.job())),
                Map.entry("notes", Fragments.notes(data)),
                Map.entry("configuration", Fragments.configuration(data.job())),
                Map.entry("facts", Fragments.facts(data)),
                Map.entry("data", curves(data)));
        return Template.withPlots("template.html", "report.js").fill(places);
    }

    /** The curves as JSON that cannot end the script element around it. */
    private static String curves(ReportData data) {
        List<Curve> curves = new ArrayList<>();
        for (int i = 0; i < data.courses().size(); i++) {
            String method = data.job().runs().get(i).method();
            curves.add(Curve.of(method, data.courses().get(i), data.parameters()));
        }
        return Template.data(curves);
    }

    /**
     * One method's points by column, as the script reads them; null where there is no finite value.
     *
     * @param bits sent per parameter and step, mean over the steps since the point before
     * @param virtualTime where it stood, for methods that have one
     */
    private record Curve(
            String method,
            List<Long> steps,
            List<Double> seconds,
            List<Double> bytes,
            List<Double> loss,
            List<Double> accuracy,
            List<Double> bits,
            List<Double> virtualTime) {
        static Curve of(String method, ReportData.Course course, long parameters) {
            List<Event.Evaluation> points = course.evaluations();
            return new Curve(
                    method,
                    points.stream().map(Event.Evaluation::step).toList(),
                    points.stream().map(Event.Evaluation::seconds).toList(),
                    points.stream().map(Event.Evaluation::bytesSent).toList(),
                    points.stream().map(p -> finite(p.loss())).toList(),
                    points.stream().map(p -> finite(p.accuracy())).toList(),
                    bits(points, parameters),
                    virtualTime(points, course.stood()));
        }

        private static List<Double> virtualTime(List<Event.Evaluation> points, List<Event.Stood> stood) {
            Map<Long, Double> times = new HashMap<>();
            stood.forEach(at -> times.put(at.step(), at.standing().time()));
            return points.stream().map(point -> times.get(point.step())).toList();
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
}

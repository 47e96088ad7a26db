package io.gossamer.app.report;

import io.gossamer.app.version.LibraryVersion;
import io.gossamer.train.run.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A page whose named places are filled. It carries its style, its scripts, its figures and the chart library (uPlot) within
 * itself and asks no server for anything; a content security policy holds the browser to that.
 *
 * @param page the file of the page, without the head that all have
 * @param scripts the files that draw its plots, if it has any; only without them may it hold pictures
 */
record Template(String page, List<String> scripts) {
    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z]+)}}");
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/";

    /** A page with plots. */
    static Template withPlots(String page, String script) {
        return new Template(page, List.of("charts.js", script));
    }

    /** The page as text. */
    String fill(Map<String, String> own) {
        String uplot = UPLOT + LibraryVersion.of("org.webjars.npm", "uplot") + "/dist/";
        Map<String, String> places = new HashMap<>(own);
        places.put("style", resource(uplot + "uPlot.min.css") + resource("report.css"));
        places.put("uplot", resource(uplot + "uPlot.iife.min.js"));
        places.put("script", scripts.stream().map(Template::resource).collect(Collectors.joining()));
        places.put("allowed", scripts.isEmpty() ? "img-src data:" : "script-src 'unsafe-inline'");
        Matcher place = PLACE.matcher(resource("head.html") + resource(page));
        return place.replaceAll(found -> Matcher.quoteReplacement(places.get(found.group(1))));
    }

    /** Figures as JSON that cannot end the script element around it. */
    static String data(Object figures) {
        return Json.line(figures).replace("<", "\\u003c");
    }

    /** Writes a page; readers see the old file or the whole new one. */
    static void write(String html, Path file) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(unfinished, html);
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String resource(String name) {
        try (InputStream stream = open(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) {
        InputStream stream = Template.class.getResourceAsStream(name);
        if (stream == null) {
            throw new IllegalStateException("the class path lacks " + name);
        }
        return stream;
    }
}

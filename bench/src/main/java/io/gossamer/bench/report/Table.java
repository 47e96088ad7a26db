package io.gossamer.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Times against other times.
 *
 * @param title what was compared
 * @param method how, in a sentence or two
 */
public record Table(String title, String method, List<Comparison> rows) implements Section {
    private static final List<String> HEAD =
            List.of("what", "ours, ms", "other", "other, ms", "ours, GB/s", "ratio", "at most", "holds");

    public Table {
        rows = List.copyOf(rows);
    }

    @Override
    public boolean holds() {
        return rows.stream().allMatch(Comparison::holds);
    }

    @Override
    public String markdown() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEAD);
        rows.forEach(row -> lines.add(cells(row)));
        int[] widths = IntStream.range(0, HEAD.size())
                .map(column -> lines.stream()
                        .mapToInt(line -> line.get(column).length())
                        .max()
                        .orElseThrow())
                .toArray();
        StringBuilder text = new StringBuilder("### " + title + "\n\n" + method + "\n\n");
        text.append(line(HEAD, widths));
        text.append(rule(widths));
        lines.stream().skip(1).forEach(cells -> text.append(line(cells, widths)));
        return text.toString();
    }

    private static List<String> cells(Comparison row) {
        return List.of(
                row.subject(),
                milliseconds(row.ourSeconds()),
                row.against(),
                milliseconds(row.theirSeconds()),
                row.bytes() == 0 ? "" : decimals(2, row.bytes() / row.ourSeconds() / 1e9),
                decimals(3, row.ratio()),
                row.limit().isEmpty() ? "" : decimals(2, row.limit().getAsDouble()),
                row.limit().isEmpty() ? "" : row.holds() ? "yes" : "NO");
    }

    private static String milliseconds(double seconds) {
        return decimals(seconds < 0.01 ? 3 : 1, seconds * 1e3);
    }

    private static String decimals(int places, double value) {
        return String.format(Locale.ROOT, "%." + places + "f", value);
    }

    private static String line(List<String> cells, int[] widths) {
        return IntStream.range(0, cells.size())
                .mapToObj(i -> isText(i) ? padRight(cells.get(i), widths[i]) : padLeft(cells.get(i), widths[i]))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static String rule(int[] widths) {
        return IntStream.range(0, widths.length)
                .mapToObj(i -> "-".repeat(isText(i) ? widths[i] + 2 : widths[i] + 1) + (isText(i) ? "" : ":"))
                .collect(Collectors.joining("|", "|", "|\n"));
    }

    private static boolean isText(int column) {
        return column == 0 || column == 2 || column == HEAD.size() - 1;
    }

    private static String padRight(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    private static String padLeft(String text, int width) {
        return " ".repeat(width - text.length()) + text;
    }
}

package io.gossamer.app.result;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.reproduce.Claim;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What {@code gossamer reproduce} found, as a page of Markdown. */
public final class ReproductionPage {
    private static final String HEAD = """
            # Results

            What papers claim, and what came of it here at small scale. Written by `gossamer reproduce METHOD --table FILE.md`,
            never by hand.
            """;

    /** A section from its heading to the next one. */
    private static final Pattern SECTION = Pattern.compile("(?ms)^## (?<method>[^:\n]+):.*?(?=^## |\\z)");

    private ReproductionPage() {}

    /**
     * The page with these outcomes. What it held of other methods stays.
     *
     * @param before the page as it was; empty if there was none
     * @throws GossamerException if that is no such page
     */
    public static String markdown(List<ReproductionOutcome> outcomes, String before) {
        Map<String, String> sections = sections(before);
        outcomes.forEach(outcome -> sections.put(outcome.method(), section(outcome)));
        return sections.values().stream().collect(Collectors.joining("\n", HEAD + "\n", ""));
    }

    private static Map<String, String> sections(String page) {
        if (!page.isEmpty() && !page.startsWith(HEAD)) {
            throw new GossamerException(
                    "The file for the table holds something else than such tables",
                    "Name a new file, or one that --table wrote.");
        }
        Map<String, String> sections = new LinkedHashMap<>();
        Matcher section = SECTION.matcher(page);
        while (section.find()) {
            sections.put(section.group("method"), section.group().strip() + "\n");
        }
        return sections;
    }

    private static String section(ReproductionOutcome outcome) {
        Map<String, List<Claim>> bySetting = outcome.claims().stream()
                .collect(Collectors.groupingBy(Claim::setting, LinkedHashMap::new, Collectors.toList()));
        return "## " + outcome.method() + ": " + (outcome.holds() ? "holds" : "does not hold") + "\n"
                + bySetting.entrySet().stream()
                        .map(entry -> table(entry.getKey(), entry.getValue()))
                        .collect(Collectors.joining());
    }

    /** What holds for all rows stands above them, once. */
    private static String table(String setting, List<Claim> claims) {
        return "\n" + setting
                + "\n\n| claim | in the paper | measured | beside it | bound | holds |\n|---|---|---|---|---|---|\n"
                + claims.stream().map(ReproductionPage::row).collect(Collectors.joining());
    }

    private static String row(Claim claim) {
        List<String> cells = List.of(
                claim.claim(),
                claim.paper(),
                claim.measured(),
                claim.baseline(),
                claim.bound(),
                claim.holds() ? "yes" : "**no**");
        return cells.stream()
                .map(cell -> cell.replace("|", "\\|").replace('\n', ' '))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}

package io.gossamer.app.result;

import io.gossamer.core.reproduce.Claim;
import java.util.List;
import java.util.stream.Collectors;

/** What {@code gossamer reproduce} found, as a page of Markdown. */
public final class ReproductionPage {
    private static final String HEAD = """
            # Results

            What papers claim, and what came of it here at small scale. Written by `gossamer reproduce METHOD --table FILE.md`,
            never by hand.
            """;

    private ReproductionPage() {}

    public static String markdown(List<ReproductionOutcome> outcomes) {
        return outcomes.stream().map(ReproductionPage::section).collect(Collectors.joining("\n", HEAD + "\n", ""));
    }

    private static String section(ReproductionOutcome outcome) {
        String settings =
                outcome.claims().stream().map(Claim::setting).distinct().collect(Collectors.joining("; "));
        return "## " + outcome.method() + ": " + (outcome.holds() ? "holds" : "does not hold") + "\n\n" + settings
                + "\n\n| claim | in the paper | measured | beside it | bound | holds |\n|---|---|---|---|---|---|\n"
                + outcome.claims().stream().map(ReproductionPage::row).collect(Collectors.joining());
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

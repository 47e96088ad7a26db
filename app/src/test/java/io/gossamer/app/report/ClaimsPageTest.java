package io.gossamer.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.app.result.ReproductionOutcome;
import io.gossamer.core.reproduce.Claim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClaimsPageTest {
    private static final ReproductionOutcome OUTCOME = new ReproductionOutcome(
            "ddm",
            List.of(
                    new Claim("as good", "better", "MLP on <digits>", "4.7 & less", "4.6", "at most 1.1", true),
                    new Claim("as small", "no number", "MLP on <digits>", "9", "4", "at most 4", false),
                    new Claim("as fast", "no number", "elsewhere", "1 s", "2 s", "at most 2 s", true)),
            61);

    @TempDir
    Path folder;

    private String page() throws IOException {
        Path file = folder.resolve("report.html");
        ClaimsPage.write(OUTCOME, folder, file);
        return Files.readString(file);
    }

    @Test
    void claimsStandBelowWhatTheyWereMeasuredOn() throws IOException {
        assertThat(page())
                .contains("What ddm claims", "2 of 3 claims hold at small scale. It took 61.0 s.")
                .containsSubsequence(
                        "MLP on &lt;digits&gt;",
                        "<td>as good</td>",
                        "4.7 &amp; less",
                        "<td>yes</td>",
                        "<td>as small</td>",
                        "<td class=\"missed\">no</td>",
                        "elsewhere",
                        "<td>as fast</td>")
                .doesNotContain("What was drawn", "{{");
    }

    @Test
    void picturesAreWithinThePage() throws IOException {
        Files.write(folder.resolve("ensemble-1.png"), new byte[] {1, 2, 3});
        Files.writeString(folder.resolve("notes.txt"), "none of these");
        assertThat(page())
                .contains(
                        "img-src data:",
                        "<img src=\"data:image/png;base64,AQID\" alt=\"ensemble-1\">",
                        "<figcaption>ensemble-1</figcaption>")
                .doesNotContain("alt=\"notes", "none of these");
    }
}

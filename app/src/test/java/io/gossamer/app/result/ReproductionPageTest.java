package io.gossamer.app.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.reproduce.Claim;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReproductionPageTest {
    private static final Claim HELD = new Claim("fewer bytes", "277x", "MNIST", "300x", "1x", "at least 250x", true);
    private static final Claim MISSED = new Claim("a | b", "76.15", "MNIST", "70", "76", "above 75", false);

    @Test
    void tellsWhatHeldAndWhatDidNot() {
        String page = ReproductionPage.markdown(
                List.of(
                        new ReproductionOutcome("dgc", List.of(HELD), 1),
                        new ReproductionOutcome("x", List.of(HELD, MISSED), 1)),
                "");
        assertThat(page)
                .startsWith("# Results\n")
                .contains("## dgc: holds\n\nMNIST\n", "## x: does not hold")
                .contains("| fewer bytes | 277x | 300x | 1x | at least 250x | yes |\n")
                .contains("| a \\| b | 76.15 | 70 | 76 | above 75 | **no** |\n");
    }

    @Test
    void whatWasMeasuredAlikeStandsInOneTable() {
        Claim elsewhere = new Claim(
                HELD.claim(), HELD.paper(), "CIFAR-10", HELD.measured(), HELD.baseline(), HELD.bound(), HELD.holds());
        String page = ReproductionPage.markdown(
                List.of(new ReproductionOutcome("dgc", List.of(HELD, elsewhere, MISSED), 1)), "");
        assertThat(page)
                .containsOnlyOnce("\nMNIST\n")
                .containsSubsequence("\nMNIST\n", "| fewer bytes |", "| a \\| b |", "\nCIFAR-10\n", "| fewer bytes |");
    }

    @Test
    void whatAPageHeldOfOtherMethodsStays() {
        String before = ReproductionPage.markdown(
                List.of(
                        new ReproductionOutcome("dgc", List.of(HELD), 1),
                        new ReproductionOutcome("x", List.of(HELD), 1)),
                "");
        String page = ReproductionPage.markdown(List.of(new ReproductionOutcome("x", List.of(MISSED), 1)), before);
        assertThat(page)
                .isEqualTo(ReproductionPage.markdown(
                        List.of(
                                new ReproductionOutcome("dgc", List.of(HELD), 1),
                                new ReproductionOutcome("x", List.of(MISSED), 1)),
                        ""));
        assertThatThrownBy(() -> ReproductionPage.markdown(List.of(), "# My thesis\n"))
                .isInstanceOf(GossamerException.class);
    }

    @Test
    void nothingClaimedIsNothingShown() {
        assertThat(new ReproductionOutcome("x", List.of(), 1).holds()).isFalse();
    }
}

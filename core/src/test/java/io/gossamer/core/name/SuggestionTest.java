package io.gossamer.core.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {
    private static final List<String> METHODS = List.of("allreduce", "dgc", "diloco", "localsgd", "topk", "topk-ef");

    @ParameterizedTest
    @CsvSource({"dcg, dgc", "allredcue, allreduce", "DiLoCo, diloco", "top-k, topk", "topk_ef, topk-ef"})
    void suggestsWhatWasMeant(String typed, String meant) {
        assertThat(Suggestion.closest(typed, METHODS)).contains(meant);
    }

    @Test
    void suggestsNothingForSomethingElse() {
        assertThat(Suggestion.closest("transformer", METHODS)).isEmpty();
        assertThat(Suggestion.closest("x".repeat(100_000), METHODS)).isEmpty();
        assertThat(Suggestion.hint("transformer", METHODS)).startsWith("Known: allreduce, dgc");
    }

    @ParameterizedTest
    @CsvSource({"kitten, sitting, 3", "'', abc, 3", "abc, ABC, 0", "dcg, dgc, 1"})
    void countsSlips(String a, String b, int slips) {
        assertThat(Suggestion.slips(a, b)).isEqualTo(slips);
    }

    @Property
    void slipsAreADistance(
            @ForAll @AlphaChars @StringLength(max = 8) String a, @ForAll @AlphaChars @StringLength(max = 8) String b) {
        assertThat(Suggestion.slips(a, b)).isEqualTo(Suggestion.slips(b, a));
        assertThat(Suggestion.slips(a, b) == 0).isEqualTo(a.equalsIgnoreCase(b));
        assertThat(Suggestion.slips(a, b)).isLessThanOrEqualTo(Math.max(a.length(), b.length()));
    }
}

package io.gossamer.train.fragment;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.model.flat.FlatLayout;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The exact checks of sheet 06 that concern fragments. */
class FragmentTest {
    private static FlatLayout transformer(int layers) {
        List<String> names = Stream.of(
                        Stream.of("embedding.weight"),
                        IntStream.range(0, layers)
                                .boxed()
                                .flatMap(
                                        layer -> Stream.of("block" + layer + ".w.weight", "block" + layer + ".b.bias")),
                        Stream.of("norm.weight"))
                .flatMap(part -> part)
                .toList();
        return FlatLayout.of(
                names, names.stream().map(name -> new long[] {name.length()}).toList());
    }

    @Test
    void layersGoTogetherAsThePatternSays() {
        FlatLayout layout = transformer(6);
        assertThat(FragmentPlan.of(layout, 4, FragmentPattern.STRIDED).fragments())
                .containsExactly(List.of(0, 13), List.of(1, 2, 7, 8), List.of(3, 4, 9, 10), List.of(5, 6, 11, 12));
        assertThat(FragmentPlan.of(layout, 4, FragmentPattern.SEQUENTIAL).fragments())
                .containsExactly(List.of(0, 13), List.of(1, 2, 3, 4), List.of(5, 6, 7, 8), List.of(9, 10, 11, 12));
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "2, 2", "5, 3", "7, 4", "12, 9", "24, 9", "3, 1", "3, 50"})
    void everyParameterIsInExactlyOneFragment(int layers, int most) {
        FlatLayout layout = transformer(layers);
        for (FragmentPattern pattern : FragmentPattern.values()) {
            FragmentPlan plan = FragmentPlan.of(layout, most, pattern);
            assertThat(plan.size()).isEqualTo(Math.min(most, layers + 1));
            assertThat(plan.fragments().stream().flatMap(List::stream).sorted().toList())
                    .isEqualTo(
                            IntStream.range(0, layout.entries().size()).boxed().toList());
            assertThat(plan.fragments()).noneMatch(List::isEmpty);
            assertThat(IntStream.range(0, plan.size())
                            .mapToLong(fragment -> plan.layout(layout, fragment).elements())
                            .sum())
                    .isEqualTo(layout.elements());
        }
    }

    @Test
    void theTurnsAreThoseOfTheSheet() {
        FragmentSchedule twelve = FragmentSchedule.every(12, 4);
        assertThat(IntStream.range(0, 12)
                        .mapToObj(twelve::after)
                        .flatMap(List::stream)
                        .toList())
                .containsExactly(1, 2, 3, 0);
        assertThat(twelve.after(2)).containsExactly(1);
        assertThat(twelve.after(11)).containsExactly(0);
        FragmentSchedule hundred = FragmentSchedule.every(100, 9);
        assertThat(hundred)
                .extracting(FragmentSchedule::gap, FragmentSchedule::period)
                .containsExactly(11, 99);
        FragmentSchedule thirty = FragmentSchedule.every(30, 4);
        assertThat(thirty)
                .extracting(FragmentSchedule::gap, FragmentSchedule::period)
                .containsExactly(8, 32);
        assertThat(FragmentSchedule.every(2, 8))
                .extracting(FragmentSchedule::gap)
                .isEqualTo(1);
    }

    @Test
    void theLastStepEndsTheTurnThatIsUnderWay() {
        FragmentSchedule schedule = FragmentSchedule.every(12, 4);
        assertThat(schedule.afterLast(23)).containsExactly(0);
        assertThat(schedule.afterLast(24)).containsExactly(1);
        assertThat(schedule.afterLast(25)).containsExactly(1);
        // In a run shorter than a period nothing is left unsaid.
        assertThat(schedule.afterLast(0)).containsExactly(0, 1, 2, 3);
        assertThat(schedule.afterLast(5)).containsExactly(0, 2, 3);
        assertThat(schedule.afterLast(9)).containsExactly(0);
        FragmentSchedule whole = FragmentSchedule.every(7, 1);
        assertThat(whole.afterLast(29)).containsExactly(0);
        assertThat(whole.after(6)).containsExactly(0);
    }
}

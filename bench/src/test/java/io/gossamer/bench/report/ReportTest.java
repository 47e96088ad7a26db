package io.gossamer.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Comparison WITHIN =
            new Comparison("copying", "memcpy", 0.020, 0.025, 0.8, OptionalDouble.of(1), 100_000_000);
    private static final Comparison BEYOND =
            new Comparison("adding", "memcpy", 0.050, 0.025, 2, OptionalDouble.of(1.25), 0);
    private static final Comparison UNBOUND =
            new Comparison("dividing", "memcpy", 0.050, 0.025, 2, OptionalDouble.empty(), 0);

    @Test
    void holdsIfEveryLimitDoes() {
        assertThat(new Table("t", "m", List.of(WITHIN, UNBOUND)).holds()).isTrue();
        assertThat(new Table("t", "m", List.of(WITHIN, BEYOND)).holds()).isFalse();
        assertThat(Report.begin().with(new Table("t", "m", List.of(BEYOND))).holds())
                .isFalse();
    }

    @Test
    void printsAlignedMarkdown() {
        String text = new Table("Title", "Method.", List.of(WITHIN, BEYOND)).markdown();

        List<String> table = text.lines().filter(line -> line.startsWith("|")).toList();
        assertThat(text).startsWith("### Title\n\nMethod.\n\n");
        assertThat(table).hasSize(4).allSatisfy(line -> assertThat(line).hasSameSizeAs(table.getFirst()));
        assertThat(table.get(2))
                .isEqualTo("| copying |     20.0 | memcpy |      25.0 |       5.00 | 0.800 |    1.00 | yes   |");
        assertThat(table.get(3)).endsWith("2.000 |    1.25 | NO    |");
    }

    @Test
    void saysWhetherMemoryGrew() {
        var flat = new Growth.Resident("steps", 1000, 200, 201, 16);
        var leaking = new Growth.Resident("steps", 1000, 200, 217, 16);

        assertThat(new Growth("t", "m", List.of(flat)).holds()).isTrue();
        assertThat(new Growth("t", "m", List.of(flat, leaking)).holds()).isFalse();
        assertThat(new Growth("t", "m", List.of(leaking)).markdown())
                .contains("| steps | 1000 | 200 | 217 | 17.0 | 16 | NO |");
    }

    @Test
    void printsJsonWithEveryRow() {
        String json = Report.begin()
                .with(new Table("Title", "Method.", List.of(WITHIN)))
                .json();

        assertThat(json)
                .contains("\"subject\" : \"copying\"")
                .contains("\"ratio\" : 0.8")
                .contains("\"processor\"");
    }
}

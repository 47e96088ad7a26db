package io.gossamer.bench.report;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one run of the benchmarks measured.
 *
 * @param day when
 * @param machine where
 */
public record Report(String day, Machine machine, List<Table> tables) {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    public Report {
        tables = List.copyOf(tables);
    }

    /** An empty report of this machine. */
    public static Report begin() {
        return new Report(LocalDate.now(ZoneOffset.UTC).toString(), Machine.here(), List.of());
    }

    /** This report and one table more. */
    public Report with(Table table) {
        List<Table> more = new ArrayList<>(tables);
        more.add(table);
        return new Report(day, machine, more);
    }

    public boolean holds() {
        return tables.stream().allMatch(Table::holds);
    }

    public String markdown() {
        return tables.stream()
                .map(Table::markdown)
                .collect(Collectors.joining("\n", "Measured on " + day + ": " + machine.markdown() + ".\n\n", ""));
    }

    /** {@code {"day","machine":{...},"tables":[{"title","method","rows":[{"subject","against","ratio",...}]}]}}. */
    public String json() {
        return JSON.writeValueAsString(this) + "\n";
    }
}

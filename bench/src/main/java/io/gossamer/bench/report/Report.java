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
public record Report(String day, Machine machine, List<Section> sections) {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    public Report {
        sections = List.copyOf(sections);
    }

    /** An empty report of this machine. */
    public static Report begin() {
        return new Report(LocalDate.now(ZoneOffset.UTC).toString(), Machine.here(), List.of());
    }

    /** This report and one section more. */
    public Report with(Section section) {
        List<Section> more = new ArrayList<>(sections);
        more.add(section);
        return new Report(day, machine, more);
    }

    public boolean holds() {
        return sections.stream().allMatch(Section::holds);
    }

    public String markdown() {
        return sections.stream()
                .map(Section::markdown)
                .collect(Collectors.joining("\n", "Measured on " + day + ": " + machine.markdown() + ".\n\n", ""));
    }

    /** {@code {"day","machine":{...},"sections":[{"title","method","rows":[{"subject","against","ratio",...}]}]}}. */
    public String json() {
        return JSON.writeValueAsString(this) + "\n";
    }
}

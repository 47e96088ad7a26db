package io.gossamer.app.report;

import io.gossamer.train.run.Event;
import io.gossamer.train.run.RunResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a report shows.
 *
 * @param job the figures, as in {@code --json}
 * @param courses the evaluations of each run in order of time; one entry per run of the job, in the same order
 * @param facts what the figures depend on: versions, machine, data, in the order shown
 */
public record ReportData(RunResult job, List<List<Event.Evaluation>> courses, Map<String, String> facts) {
    public ReportData {
        courses = List.copyOf(courses);
        facts = new LinkedHashMap<>(facts);
        if (courses.size() != job.runs().size()) {
            throw new IllegalArgumentException(
                    courses.size() + " courses for " + job.runs().size() + " runs");
        }
    }
}

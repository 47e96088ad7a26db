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
 * @param courses how each run went; one entry per run of the job, in the same order
 * @param parameters number of trainable parameters of the model
 * @param facts what the figures depend on: versions, machine, data, in the order shown
 */
public record ReportData(RunResult job, List<Course> courses, long parameters, Map<String, String> facts) {
    /**
     * How one run went, in order of time.
     *
     * @param stood where virtual time stood at evaluations; empty for a method that has none
     * @param notes what its method decided
     */
    public record Course(List<Event.Evaluation> evaluations, List<Event.Stood> stood, List<Event.Noted> notes) {
        public Course {
            evaluations = List.copyOf(evaluations);
            stood = List.copyOf(stood);
            notes = List.copyOf(notes);
        }
    }

    public ReportData {
        courses = List.copyOf(courses);
        facts = new LinkedHashMap<>(facts);
        if (courses.size() != job.runs().size()) {
            throw new IllegalArgumentException(
                    courses.size() + " courses for " + job.runs().size() + " runs");
        }
    }
}

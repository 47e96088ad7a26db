package io.gossamer.app.report;

import io.gossamer.app.result.JobResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a report shows.
 *
 * @param job the figures, as in {@code --json}
 * @param courses one entry per run of the job, in the same order
 * @param facts what the figures depend on: versions, machine, data, in the order shown
 */
public record ReportData(JobResult job, List<Course> courses, Map<String, String> facts) {
    public ReportData {
        courses = List.copyOf(courses);
        facts = new LinkedHashMap<>(facts);
        if (courses.size() != job.runs().size()) {
            throw new IllegalArgumentException(
                    courses.size() + " courses for " + job.runs().size() + " runs");
        }
    }

    /**
     * How a run went.
     *
     * @param method the preset's name
     * @param configuration batch, learning rate and the like, in the order shown
     * @param evaluations in order of time
     */
    public record Course(String method, Map<String, String> configuration, List<Evaluation> evaluations) {
        public Course {
            configuration = new LinkedHashMap<>(configuration);
            evaluations = List.copyOf(evaluations);
        }
    }

    /**
     * One evaluation on held-out data.
     *
     * @param step optimiser steps done
     * @param seconds on the training clock
     * @param bytesSent bytes on the wire so far, mean per worker
     * @param loss mean loss
     * @param accuracy share of right predictions; null if the task has none
     */
    public record Evaluation(long step, double seconds, double bytesSent, double loss, Double accuracy) {}
}

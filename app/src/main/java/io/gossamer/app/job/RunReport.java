package io.gossamer.app.job;

import io.gossamer.app.console.Quantity;
import io.gossamer.app.report.ReportData;
import io.gossamer.train.arrival.Standing;
import io.gossamer.train.job.Job;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.MethodResult;
import io.gossamer.train.run.RunDirectory;
import io.gossamer.train.run.RunResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Collects from a run directory what its report shows. */
final class RunReport {
    private RunReport() {}

    private static String text(Standing standing) {
        return String.format(
                Locale.ROOT,
                "%.4g in %d aggregations of %d contributions; staleness %.2f, at most %d",
                standing.time(),
                standing.aggregations(),
                standing.contributions(),
                standing.meanStaleness(),
                standing.maxStaleness());
    }

    static ReportData of(Job job, RunResult result, RunDirectory directory) {
        List<ReportData.Course> courses = new ArrayList<>();
        Optional<Event.Started> started = Optional.empty();
        Map<String, String> virtualTimes = new LinkedHashMap<>();
        for (MethodResult run : result.runs()) {
            List<Event> events = directory.method(run.method()).events();
            List<Event.Stood> stood = only(events, Event.Stood.class);
            courses.add(new ReportData.Course(
                    only(events, Event.Evaluation.class), stood, only(events, Event.Noted.class)));
            if (!stood.isEmpty()) {
                virtualTimes.put(
                        "virtual time of " + run.method(), text(stood.getLast().standing()));
            }
            started =
                    started.or(() -> only(events, Event.Started.class).stream().findFirst());
        }
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("batch per worker", String.valueOf(job.batch()));
        job.examples().ifPresent(count -> facts.put("examples", "the first " + count));
        facts.put("sharding", job.sharding());
        job.data().ifPresent(data -> facts.put("data", data));
        started.ifPresent(event -> {
            facts.put("data SHA-256", event.dataChecksum());
            facts.put("parameters", Quantity.count(event.parameters()));
        });
        facts.putAll(virtualTimes);
        MachineFacts.addTo(facts);
        long parameters = started.map(Event.Started::parameters).orElse(0L);
        return new ReportData(result, courses, parameters, facts);
    }

    private static <E extends Event> List<E> only(List<Event> events, Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}

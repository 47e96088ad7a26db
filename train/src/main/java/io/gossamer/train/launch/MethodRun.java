package io.gossamer.train.launch;

import io.gossamer.train.job.Job;
import io.gossamer.train.method.Settings;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.MethodResult;
import io.gossamer.train.run.MetricsLog;
import io.gossamer.train.run.RunDirectory;
import io.gossamer.train.run.RunDirectory.MethodDirectory;
import io.gossamer.train.run.Summary;
import io.gossamer.train.worker.Checkpoints;
import io.gossamer.train.worker.Wish;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One method of a job on this machine: its workers from start to end, and what they tell.
 *
 * @param directory of the run; the method's part is there
 * @param connections how many pass for one between each two workers, for each direction
 */
record MethodRun(Job job, String method, RunDirectory directory, RunListener listener, OnLoss onLoss, int connections) {
    /**
     * Trains to the end, or for as long as the workers are wished to.
     *
     * @param venue where the workers meet
     * @param resume where each worker goes on, if it does: as many as there are workers
     * @return empty if nothing was evaluated until then
     */
    Optional<MethodResult> train(Venue.Opening venue, List<Optional<Event.Checkpointed>> resume, Supplier<Wish> wish)
            throws InterruptedException {
        MethodDirectory folder = directory.method(method);
        Settings settings = job.settings(method);
        Summary summary =
                new Summary(Job.preset(method).strategy(settings, job.steps()).warmupSteps());
        folder.events().forEach(summary::add);
        listener.methodStarted(method, settings, job.steps());
        try (MetricsLog metrics = new MetricsLog(folder.metrics());
                WorkerFleet fleet = new WorkerFleet(venue, method, directory, resume, onLoss, connections)) {
            fleet.follow(wish, event -> {
                metrics.append(event);
                summary.add(event);
                listener.event(method, event);
            });
        }
        if (!summary.evaluated()) {
            return Optional.empty();
        }
        MethodResult result = summary.result(
                method,
                settings.asMap(),
                Checkpoints.modelFile(folder),
                directory.report().toString());
        if (!result.stopped()) {
            folder.write(result);
        }
        listener.methodEnded(result);
        return Optional.of(result);
    }
}

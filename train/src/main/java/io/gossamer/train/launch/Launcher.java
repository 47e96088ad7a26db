package io.gossamer.train.launch;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.train.job.Job;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.MethodResult;
import io.gossamer.train.run.RunDirectory;
import io.gossamer.train.run.RunDirectory.MethodDirectory;
import io.gossamer.train.run.RunResult;
import io.gossamer.train.worker.Checkpoints;
import io.gossamer.train.worker.Wish;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs a job on this machine: for each method in turn, one process per worker.
 *
 * <pre>{@code
 * Job job = Job.builder().task("digits").methods("allreduce", "dgc").workers(4).link("20mbit,10ms").build();
 * RunResult result = new Launcher(RunListener.silent()).run(job, Path.of("runs/first"));
 * }</pre>
 */
public final class Launcher {
    private final RunListener listener;
    private final Terms terms;
    private final AtomicBoolean stopRequested = new AtomicBoolean();

    /** A launcher whose runs end with the first worker that is lost. */
    public Launcher(RunListener listener) {
        this(listener, OnLoss.FAIL);
    }

    public Launcher(RunListener listener, OnLoss onLoss) {
        this(listener, Terms.of(onLoss));
    }

    public Launcher(RunListener listener, Terms terms) {
        this.listener = listener;
        this.terms = terms;
    }

    /**
     * Starts a new run.
     *
     * @param out the folder of the run, which must not hold one yet
     * @throws GossamerException if the job cannot be done, naming what is wrong
     */
    public RunResult run(Job job, Path out) throws InterruptedException {
        requirePossible(job);
        return carryOn(RunDirectory.create(out, job));
    }

    /** Goes on with a run that was stopped or that broke: finished methods are kept, the others go on. */
    public RunResult resume(Path out) throws InterruptedException {
        RunDirectory directory = RunDirectory.open(out);
        requirePossible(directory.job());
        return carryOn(directory);
    }

    /**
     * Goes on with a run with more or fewer workers than before: those who stay, and newcomers, make the shared model
     * anew from what the run's folder keeps.
     *
     * @throws GossamerException if a method that has begun and not ended needs the state of just the workers it had
     */
    public RunResult resume(Path out, int workers) throws InterruptedException {
        RunDirectory directory = RunDirectory.open(out);
        Job job = directory.job().withWorkers(workers);
        requirePossible(job);
        for (String method : job.methods()) {
            Membership.requirePossible(job, method, directory.method(method));
        }
        directory.replace(job);
        return carryOn(directory);
    }

    /** Asks all workers to stop after the same step, with a checkpoint. Safe to call from a signal handler. */
    public void requestStop() {
        stopRequested.set(true);
    }

    private RunResult carryOn(RunDirectory directory) throws InterruptedException {
        Job job = directory.job();
        List<MethodResult> results = new ArrayList<>();
        for (String method : job.methods()) {
            MethodResult result = directory.method(method).isFinished()
                    ? directory.method(method).result()
                    : train(job, method, directory);
            results.add(result);
            if (result.stopped()) {
                break;
            }
        }
        RunResult result =
                new RunResult(job.task(), job.model(), job.workers(), job.link(), job.seed(), List.copyOf(results));
        directory.write(result);
        return result;
    }

    /** Before anything is written: a job that is to be conducted so must be one that can be. */
    private void requirePossible(Job job) {
        requirePatience(job);
        requireJoinable(job);
    }

    private void requirePatience(Job job) {
        Duration least = ReplicatedVenue.leastPatience();
        if (terms.coordinators() > 1 && job.silence().compareTo(least) < 0) {
            throw new GossamerException(
                    "In a timeout of " + job.timeout() + " no coordinator can take the place of a lost one",
                    "Set --timeout to " + least.toSeconds() + "s or more with --coordinators.");
        }
    }

    private void requireJoinable(Job job) {
        if (terms.listen().isEmpty()) {
            return;
        }
        if (job.methods().size() != 1) {
            throw new GossamerException(
                    "Others join one method, and the job has " + job.methods().size(),
                    "Name one with --method beside --listen.");
        }
        if (!job.tls()) {
            throw new GossamerException("Others join by TLS, which is off", "Leave --tls off out with --listen.");
        }
    }

    private MethodResult train(Job job, String method, RunDirectory directory) throws InterruptedException {
        MethodDirectory folder = directory.method(method);
        folder.create();
        List<Optional<Event.Checkpointed>> resume = resumePoints(job, method, folder);
        return new MethodRun(job, method, directory, listener, terms.onLoss(), terms.connections())
                .train(opening(job, method, folder), resume, () -> stopRequested.get() ? Wish.STOP : Wish.GO_ON)
                .orElseThrow(() -> new IllegalStateException(method + " ended without an evaluation"));
    }

    private Venue.Opening opening(Job job, String method, MethodDirectory folder) {
        return (world, notices) -> {
            Venue venue = terms.coordinators() == 1
                    ? new OwnVenue(job, terms, world, notices)
                    : new ReplicatedVenue(
                            job,
                            terms,
                            ReplicaAddresses.from(
                                    terms.listen().orElse(Venue.THIS_MACHINE), terms.coordinators(), world),
                            folder,
                            world,
                            notices);
            if (terms.listen().isPresent()) {
                listener.listening(method, venue.coordinators(), venue.invitation());
            }
            return venue;
        };
    }

    /** Where each worker goes on, and takes back the events of later steps. */
    private List<Optional<Event.Checkpointed>> resumePoints(Job job, String method, MethodDirectory folder) {
        OptionalLong step = new Checkpoints(folder, method).newest();
        List<Event> kept = step.isPresent() ? before(folder.events(), step.getAsLong()) : List.of();
        folder.rewriteEvents(kept);
        requireSameKind(method, folder, step);
        if (step.isEmpty()) {
            return Collections.nCopies(job.workers(), Optional.empty());
        }
        List<Event.Checkpointed> saved = kept.stream()
                .filter(Event.Checkpointed.class::isInstance)
                .map(Event.Checkpointed.class::cast)
                .filter(at -> at.step() == step.getAsLong())
                .sorted(Comparator.comparing(Event.Checkpointed::worker))
                .toList();
        int expected = terms.onLoss().elastic() ? 1 : new Checkpoints(folder, method).workers(step.getAsLong());
        if (saved.size() != expected) {
            throw new GossamerException(
                    folder.metrics() + " does not tell of the checkpoint after step " + step.getAsLong(),
                    "Delete " + folder.root() + " to start this method again.");
        }
        return Membership.change(saved, job.workers()).stream()
                .map(Optional::of)
                .toList();
    }

    /** What all workers hold alike is saved where they come and go, and every worker's own state where they stay. */
    private void requireSameKind(String method, MethodDirectory folder, OptionalLong step) {
        if (step.isPresent()
                && new Checkpoints(folder, method).isCommon(step.getAsLong())
                        != terms.onLoss().elastic()) {
            throw new GossamerException(
                    folder.root() + " was begun " + (terms.onLoss().elastic() ? "without" : "with") + " --on-loss",
                    "Go on with it in the same way.");
        }
    }

    private static List<Event> before(List<Event> events, long step) {
        return events.stream()
                .filter(event -> switch (event) {
                    case Event.Step e -> e.step() < step;
                    case Event.Hidden e -> e.step() < step;
                    case Event.Layers e -> e.step() < step;
                    case Event.Noted e -> e.step() < step;
                    case Event.Evaluation e -> e.step() <= step;
                    case Event.Stood e -> e.step() <= step;
                    case Event.Checkpointed e -> e.step() <= step;
                    case Event.Started e -> true;
                    case Event.Clients e -> false;
                    case Event.Finished e -> false;
                    case Event.Failed e -> false;
                    case Event.Lost e -> true;
                    case Event.CoordinatorLost e -> true;
                })
                .toList();
    }
}

package io.gossamer.app.job;

import io.gossamer.app.console.ProgressBoard;
import io.gossamer.app.console.Quantity;
import io.gossamer.app.report.ReportPage;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.train.job.Job;
import io.gossamer.train.launch.Launcher;
import io.gossamer.train.launch.OnLoss;
import io.gossamer.train.launch.RunListener;
import io.gossamer.train.method.Settings;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.MethodResult;
import io.gossamer.train.run.RunDirectory;
import io.gossamer.train.run.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Runs jobs with worker processes on this machine, and writes their reports. */
public final class LocalJobs implements JobRunner {
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss", Locale.ROOT);

    private final Path runs;
    private final Clock clock;

    /**
     * @param runs folder for run directories that nobody named
     * @param clock names them
     */
    public LocalJobs(Path runs, Clock clock) {
        this.runs = runs;
        this.clock = clock;
    }

    @Override
    public Finished run(JobRequest request, ProgressBoard board) {
        Path out = directory(request);
        Job job = request.resume().isPresent() ? resumed(request, out) : JobRequests.job(request);
        job.methods().forEach(board::announce);
        Launcher launcher = new Launcher(
                new Listener(job.workers(), board),
                request.onLoss().map(OnLoss::named).orElse(OnLoss.FAIL));
        RunResult result;
        try (Interrupts interrupts = Interrupts.askFirst(launcher::requestStop)) {
            result = request.resume().isEmpty()
                    ? launcher.run(job, out)
                    : request.workers().isEmpty() ? launcher.resume(out) : launcher.resume(out, job.workers());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GossamerException("The run was interrupted", "Go on with --resume " + out + ".", e);
        }
        return new Finished(result, out, report(job, result, out));
    }

    private Path directory(JobRequest request) {
        return request.resume().or(request::out).orElseGet(() -> {
            Path named = runs.resolve(NAME.format(LocalDateTime.now(clock)));
            for (int i = 2; Files.exists(named); i++) {
                named = runs.resolve(NAME.format(LocalDateTime.now(clock)) + "-" + i);
            }
            return named;
        });
    }

    private static Job resumed(JobRequest request, Path out) {
        if (!request.equals(JobRequest.resuming(out, request.workers(), request.onLoss()))) {
            throw new GossamerException(
                    "--resume takes all options but --workers and --on-loss from " + out,
                    "Leave the others out, or start a new run.");
        }
        Job job = RunDirectory.open(out).job();
        return request.workers().map(job::withWorkers).orElse(job);
    }

    private static Path report(Job job, RunResult result, Path out) {
        RunDirectory directory = RunDirectory.open(out);
        try {
            ReportPage.write(RunReport.of(job, result, directory), directory.report());
        } catch (IOException e) {
            throw new GossamerException(
                    "Cannot write " + directory.report() + ": " + e.getMessage(),
                    "Check the rights and the free space; the figures are in result.json beside it.",
                    e);
        }
        return out.resolve(directory.report().getFileName());
    }

    /** Shows on the board what the launcher tells. */
    private static final class Listener implements RunListener {
        private final int workers;
        private final ProgressBoard board;
        private MethodProgress progress;

        Listener(int workers, ProgressBoard board) {
            this.workers = workers;
            this.board = board;
        }

        @Override
        public void methodStarted(String method, Settings settings, long steps) {
            board.note(method, "starts " + workers + (workers == 1 ? " worker" : " workers"));
            progress = new MethodProgress(workers, steps, seconds());
        }

        @Override
        public void event(String method, Event event) {
            if (event instanceof Event.Noted noted) {
                board.tell(method, "step " + Quantity.count(noted.step()) + ": " + noted.text());
            }
            if (event instanceof Event.Lost lost) {
                board.tell(
                        method,
                        "worker " + lost.worker() + " " + lost.manner()
                                + (lost.replaced() ? "; another takes its place" : "; the others go on"));
            }
            if (progress.add(event, seconds())) {
                board.update(method, progress.progress(seconds()));
            }
        }

        @Override
        public void methodEnded(MethodResult result) {
            board.note(
                    result.method(),
                    String.format(
                            Locale.ROOT,
                            "%s after %s steps and %s: accuracy %s, loss %s, sent %s per worker",
                            result.stopped() ? "stopped" : "done",
                            Quantity.count(result.steps()),
                            Quantity.seconds(result.seconds()),
                            Quantity.percent(result.scores().accuracy()),
                            Quantity.loss(result.scores().loss()),
                            Quantity.bytes((double) result.bytes().sent() / workers)));
        }

        private static double seconds() {
            return System.nanoTime() / 1e9;
        }
    }
}

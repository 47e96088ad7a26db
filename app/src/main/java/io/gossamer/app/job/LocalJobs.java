package io.gossamer.app.job;

import io.gossamer.app.console.ProgressBoard;
import io.gossamer.app.console.Quantity;
import io.gossamer.app.report.ReportPage;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.admission.Invitation;
import io.gossamer.net.world.Endpoint;
import io.gossamer.train.job.Job;
import io.gossamer.train.job.Undertaking;
import io.gossamer.train.launch.Guest;
import io.gossamer.train.launch.Launcher;
import io.gossamer.train.launch.OnLoss;
import io.gossamer.train.launch.RunListener;
import io.gossamer.train.launch.Terms;
import io.gossamer.train.method.Settings;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.MethodResult;
import io.gossamer.train.run.RunDirectory;
import io.gossamer.train.run.RunResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Runs jobs with worker processes on this machine, and writes their reports. */
public final class LocalJobs implements JobRunner {
    private final RunFolders folders;

    /**
     * @param runs folder for run directories that nobody named
     * @param clock names them
     */
    public LocalJobs(Path runs, Clock clock) {
        this.folders = new RunFolders(runs, clock);
    }

    @Override
    public Finished run(JobRequest request, ProgressBoard board) {
        Conduct conduct = request.conduct();
        boolean resumes = conduct.resume().isPresent();
        Path out = conduct.resume().or(request::out).orElseGet(folders::unnamed);
        Job job = resumes ? resumed(request, out) : JobRequests.job(request);
        job.methods().forEach(board::announce);
        Launcher launcher = launcher(conduct, new Listener(job.workers(), board));
        RunResult result;
        try (Interrupts interrupts = Interrupts.askFirst(launcher::requestStop)) {
            result = !resumes
                    ? launcher.run(job, out)
                    : request.workers().isEmpty() ? launcher.resume(out) : launcher.resume(out, job.workers());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GossamerException("The run was interrupted", "Go on with --resume " + out + ".", e);
        }
        return new Finished(result, out, report(job, result, out));
    }

    private static Launcher launcher(Conduct conduct, RunListener listener) {
        Optional<Endpoint> listen = conduct.listen().map(Endpoint::parse);
        OnLoss onLoss = conduct.onLoss().map(OnLoss::named).orElse(listen.isPresent() ? OnLoss.CONTINUE : OnLoss.FAIL);
        Terms terms = new Terms(
                onLoss,
                listen,
                conduct.coordinators().orElse(1),
                conduct.connections().orElse(1));
        return new Launcher(listener, terms);
    }

    @Override
    public Optional<Finished> join(GuestRequest request, ProgressBoard board) {
        Path out = request.out().orElseGet(folders::unnamed);
        Guest guest = new Guest(request.coordinator(), request.invitation(), new Listener(request.workers(), board));
        try (Interrupts interrupts = Interrupts.askFirst(guest::requestLeave)) {
            Undertaking undertaking = guest.ask(request.data());
            Job job = undertaking.job();
            job.methods().forEach(board::announce);
            Optional<RunResult> result = guest.takePart(undertaking, request.workers(), out);
            return result.map(figures -> new Finished(figures, out, report(job, figures, out)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GossamerException("Taking part was interrupted", "Join again.", e);
        }
    }

    private static Job resumed(JobRequest request, Path out) {
        if (!request.equals(JobRequest.resuming(request.workers(), request.conduct()))) {
            throw new GossamerException(
                    "--resume takes all options but --workers, --on-loss, --listen, --coordinators and --connections from "
                            + out,
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
        public void listening(String method, List<Endpoint> at, Invitation invitation) {
            String others = at.size() == 1 ? "" : ", or at " + listed(at.subList(1, at.size()));
            board.tell(
                    method,
                    "others can join: gossamer join " + at.getFirst() + " --token " + invitation.text() + others);
        }

        private static String listed(List<Endpoint> endpoints) {
            return endpoints.stream().map(Endpoint::toString).collect(Collectors.joining(", "));
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
            if (event instanceof Event.CoordinatorLost lost) {
                board.tell(
                        method,
                        "coordinator " + lost.coordinator() + " " + lost.manner() + "; the others go on, "
                                + (lost.restarted() ? "and it is started again" : "without it"));
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

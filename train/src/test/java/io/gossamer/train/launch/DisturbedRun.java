package io.gossamer.train.launch;

import io.gossamer.train.job.Job;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.RunDirectory;
import io.gossamer.train.run.RunResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A run of workers and coordinators, real processes all, of which a test kills some. */
final class DisturbedRun implements RunListener, AutoCloseable {
    private static final int COORDINATORS = 3;
    /** How long anything may take on a busy machine. */
    private static final Duration AMPLE = Duration.ofMinutes(10);

    private static final Duration GLANCE = Duration.ofMillis(10);
    private static final Pattern LISTENS = Pattern.compile("listens, pid (\\d+) on");
    private static final Pattern LEADS = Pattern.compile("leads, in term (\\d+)");

    private final String method;
    private final RunDirectory.MethodDirectory folder;
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final Launcher launcher;
    private final FutureTask<RunResult> result;
    private final Thread runner;

    /** With coordinators in processes of their own. */
    DisturbedRun(Job job, OnLoss onLoss, Path out) {
        this(job, onLoss, out, COORDINATORS);
    }

    DisturbedRun(Job job, OnLoss onLoss, Path out, int coordinators) {
        this.method = job.methods().getFirst();
        this.folder = new RunDirectory(out).method(method);
        this.launcher = new Launcher(this, new Terms(onLoss, Optional.empty(), coordinators, 1));
        this.result = new FutureTask<>(() -> launcher.run(job, out));
        this.runner = Thread.ofVirtual().start(result);
    }

    @Override
    public void event(String of, Event event) {
        events.add(event);
    }

    List<Event> events() {
        return events;
    }

    <E extends Event> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** How many steps the workers have done. */
    long steps() {
        return events(Event.Step.class).stream()
                .mapToLong(step -> step.step() + 1)
                .max()
                .orElse(0);
    }

    RunResult result() throws Exception {
        return result.get(AMPLE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Waits, unless the run ends before. */
    void await(String what, BooleanSupplier condition) throws Exception {
        long deadline = System.nanoTime() + AMPLE.toNanos();
        while (!condition.getAsBoolean()) {
            if (result.isDone()) {
                throw new AssertionError("The run is over before " + what + ": " + result.get());
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not yet: " + what);
            }
            Thread.sleep(GLANCE);
        }
    }

    void awaitSteps(long count) throws Exception {
        await(count + " steps", () -> steps() >= count);
    }

    /** Which coordinator was the last to lead. */
    int leader() {
        return IntStream.range(0, COORDINATORS)
                .boxed()
                .max((a, b) -> Long.compare(term(a), term(b)))
                .orElseThrow();
    }

    private long term(int coordinator) {
        return said(coordinator, LEADS).stream()
                .mapToLong(leads -> Long.parseLong(leads.group(1)))
                .max()
                .orElse(-1);
    }

    /** The last term in which one of them led. */
    long term() {
        return term(leader());
    }

    /** How often a coordinator was started. */
    int starts(int coordinator) {
        return said(coordinator, LISTENS).size();
    }

    private List<MatchResult> said(int coordinator, Pattern what) {
        try {
            return what.matcher(Files.readString(folder.coordinatorLog(coordinator)))
                    .results()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void killCoordinator(int coordinator) {
        kill(Long.parseLong(said(coordinator, LISTENS).getLast().group(1)));
    }

    /** Has all workers stop after the same step. */
    void requestStop() {
        launcher.requestStop();
    }

    /** What the run has written down of itself. */
    String log() throws IOException {
        return Files.readString(folder.metrics());
    }

    void killWorker(int worker) {
        kill(events(Event.Started.class).stream()
                .filter(started -> started.worker() == worker)
                .findFirst()
                .orElseThrow()
                .pid());
    }

    /** As by {@code kill -9}. */
    private static void kill(long pid) {
        if (!ProcessHandle.of(pid).orElseThrow().destroyForcibly()) {
            throw new AssertionError("Process " + pid + " cannot be killed");
        }
    }

    /** Ends the run if a test left it. */
    @Override
    public void close() throws InterruptedException {
        result.cancel(true);
        runner.join();
    }
}

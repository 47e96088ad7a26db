package io.gossamer.app.job;

import io.gossamer.app.console.LongWork;
import io.gossamer.app.console.Quantity;
import io.gossamer.app.report.SimulationPage;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.unit.Durations;
import io.gossamer.model.data.Batch;
import io.gossamer.model.network.Loss;
import io.gossamer.model.network.Network;
import io.gossamer.model.task.Task;
import io.gossamer.model.task.Tasks;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.train.job.Job;
import io.gossamer.train.run.Json;
import io.gossamer.train.simulate.Fleet;
import io.gossamer.train.simulate.FleetResult;
import io.gossamer.train.simulate.FleetRun;
import io.gossamer.train.simulate.MethodCost;
import io.gossamer.train.transcript.Recorder;
import io.gossamer.train.transcript.Transcript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;

/**
 * Simulates methods on a fleet, one after the other: what each has its nodes say is written down by a few of them, and said
 * again by all.
 *
 * @param folders names the folder of a simulation that nobody named
 */
public record FleetJobs(RunFolders folders) {
    private static final int PASSES = 5;
    private static final String RESULT = "result.json";
    private static final String REPORT = "report.html";

    /** What is left of a simulation. */
    public record Finished(FleetResult result, Path report) {}

    /**
     * Simulates each method.
     *
     * @throws GossamerException if the request makes no sense, a method cannot be simulated or a node is lost
     */
    public Finished run(FleetRequest request, LongWork work) {
        Job job = JobRequests.job(request.job());
        Path folder = folder(request);
        Libtorch.start(1);
        work.at("opening " + job.task());
        try (Task task = Tasks.openFor(job.task(), job.data().map(Path::of), job.model(), job.seed())) {
            Duration pass = request.pass().orElseGet(() -> measuredPass(job, task));
            Fleet fleet = new Fleet(
                    request.nodes(),
                    job.shape(),
                    pass,
                    request.stragglers(),
                    request.faults(),
                    request.collective(),
                    job.seed());
            List<MethodCost> costs = new ArrayList<>();
            for (String method : job.methods()) {
                costs.add(simulate(job, method, task, fleet, folder, work));
            }
            FleetResult result = result(request, job, pass, costs);
            return new Finished(result, write(result, facts(request, job, pass, task), folder));
        } catch (IOException e) {
            throw new GossamerException(
                    "The simulation cannot be written: " + e.getMessage(), "Check the rights and the free space.", e);
        }
    }

    private Path folder(FleetRequest request) {
        Path folder = request.job().out().orElseGet(folders::unnamed);
        if (Files.exists(folder.resolve(RESULT))) {
            throw new GossamerException(folder + " already holds a run", "Name another --out.");
        }
        return folder;
    }

    private static MethodCost simulate(Job job, String method, Task task, Fleet fleet, Path folder, LongWork work)
            throws IOException {
        Path own = Files.createDirectories(folder.resolve(method));
        String steps = " of " + Quantity.count(job.steps());
        Recorder recorder = new Recorder(
                job,
                fleet.nodes(),
                own,
                done -> work.at("listening to " + method + ": step " + Quantity.count(done) + steps));
        Transcript transcript = recorder.listen(method, task);
        String where = method + " on " + Quantity.count(fleet.nodes()) + " nodes: ";
        work.at(where + "joining them");
        return new FleetRun(fleet, transcript, done -> work.at(where + "step " + Quantity.count(done) + steps))
                .run(job.settings(method).asMap());
    }

    /** What forward and backward of one batch take here, on one thread: the median of a few. */
    private static Duration measuredPass(Job job, Task task) {
        int[] indices = IntStream.range(0, Math.min(job.batch(), task.training().size()))
                .toArray();
        long[] nanos = new long[PASSES];
        try (Network network =
                task.network(job.model(), job.loss().map(Loss::named).orElse(task.loss()), job.seed())) {
            for (int pass = -1; pass < PASSES; pass++) {
                long start = System.nanoTime();
                try (PointerScope scope = new PointerScope()) {
                    Batch batch = task.training().batch(indices);
                    network.forwardBackward(batch, job.seed(), 0, 0);
                }
                // The first one warms up.
                nanos[Math.max(pass, 0)] = System.nanoTime() - start;
            }
        }
        Arrays.sort(nanos);
        return Duration.ofNanos(nanos[PASSES / 2]);
    }

    private static FleetResult result(FleetRequest request, Job job, Duration pass, List<MethodCost> costs) {
        return new FleetResult(
                job.task(),
                job.model(),
                request.nodes(),
                job.link(),
                job.seed(),
                job.steps(),
                pass.toNanos() / 1e9,
                request.pass().isEmpty(),
                request.stragglers(),
                request.faults().toString(),
                request.collective().name().toLowerCase(Locale.ROOT),
                costs);
    }

    private static Map<String, String> facts(FleetRequest request, Job job, Duration pass, Task task) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("batch per node", String.valueOf(job.batch()));
        facts.put(
                "computing",
                Durations.print(pass) + " for the gradient of a batch"
                        + (request.pass().isEmpty() ? ", as measured on this machine" : ""));
        facts.put("not counted", "coding, decoding, summing up, evaluation, TLS");
        facts.put("gradients", "noise: methods that choose by what gradients are choose as for noise");
        facts.put("data SHA-256", task.training().checksum());
        MachineFacts.addTo(facts);
        return facts;
    }

    private static Path write(FleetResult result, Map<String, String> facts, Path folder) throws IOException {
        Files.writeString(folder.resolve(RESULT), Json.document(result));
        Path report = folder.resolve(REPORT);
        SimulationPage.write(result, facts, report);
        return report;
    }
}

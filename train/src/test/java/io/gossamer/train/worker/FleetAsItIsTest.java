package io.gossamer.train.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.gossamer.model.tensor.Libtorch;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.train.job.Job;
import io.gossamer.train.run.Event;
import io.gossamer.train.simulate.Collective;
import io.gossamer.train.simulate.Fleet;
import io.gossamer.train.simulate.FleetRun;
import io.gossamer.train.simulate.MethodCost;
import io.gossamer.train.transcript.Recorder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Four nodes that really train, in the simulated world, and four that only send as much: time and bytes agree. */
class FleetAsItIsTest {
    private static final int NODES = 4;
    private static final int STEPS = 8;

    /** Codes whose length depends on what they say differ between noise and gradients. */
    private static final double SAME_BYTES = 5;

    /** A small fleet's bytes travel in shorter chunks, which share a line more evenly. */
    private static final double SAME_TIME = 8;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"allreduce", "dgc", "diloco", "onebit-adam", "lgreco", "fedpaq", "extragradient", "masha2"})
    void fourNodesTakeAsLongAndSayAsMuch(String method) throws Exception {
        Job job = Job.builder()
                .task("digits")
                .model("mlp:96")
                .methods(method)
                .workers(NODES)
                .link("5mbit,20ms")
                .steps(STEPS)
                .batch(10)
                .evaluateEvery(STEPS)
                .checkpointEvery(0)
                .build();
        SimulatedCluster cluster = new SimulatedCluster(job, folder.resolve("real"));
        cluster.run().requireReturned();
        MethodCost cost = simulated(job, method);

        long sent = cluster.events(Event.Step.class).stream()
                .mapToLong(step -> step.sent().total())
                .sum();
        double seconds = cluster.events(Event.Finished.class).stream()
                .mapToDouble(Event.Finished::seconds)
                .average()
                .orElseThrow();
        assertThat(Arrays.stream(cost.nodes().sent()).sum()).isCloseTo(sent, withinPercentage(SAME_BYTES));
        // The real nodes meet in a barrier before they evaluate.
        double barrier = job.shape().latency().toNanos() / 1e9;
        assertThat(cost.seconds()).isCloseTo(seconds - barrier, withinPercentage(SAME_TIME));
    }

    private MethodCost simulated(Job job, String method) {
        Fleet fleet = new Fleet(NODES, job.shape(), Duration.ZERO, 0, FaultSchedule.NONE, Collective.AUTO, job.seed());
        try (TinyTask task = new TinyTask()) {
            Recorder recorder = new Recorder(job, NODES, folder, done -> {});
            return new FleetRun(fleet, recorder.listen(method, task), done -> {})
                    .run(job.settings(method).asMap());
        }
    }
}

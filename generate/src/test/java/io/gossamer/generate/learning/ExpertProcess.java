package io.gossamer.generate.learning;

import io.gossamer.core.state.StateHash;
import io.gossamer.generate.cluster.Partition;
import io.gossamer.generate.data.ExampleArray;
import io.gossamer.generate.data.PlaneDensity;
import io.gossamer.generate.flow.FlowMatching;
import io.gossamer.generate.flow.NoiseSchedule;
import io.gossamer.generate.flow.Prediction;
import io.gossamer.generate.flow.TimeLaw;
import io.gossamer.generate.network.NoisyMlp;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.tensor.Libtorch;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;

/** The training of one expert in a process of its own, which prints the hash of what came of it. */
final class ExpertProcess {
    static final int CLUSTERS = 3;
    static final ExampleArray DATA = PlaneDensity.PINWHEEL.generate(1, 0, 400);
    static final Partition PARTITION = Partition.twoStage(DATA.rows(), 32, CLUSTERS, 1);
    private static final FlowMatching MATCHING =
            new FlowMatching(NoiseSchedule.LINEAR, TimeLaw.UNIFORM, Prediction.VELOCITY, 0.1);
    private static final Regimen REGIMEN = new Regimen(MATCHING, 600, 96, 2e-3, 0.99);
    static final DecentralizedPlan PLAN = new DecentralizedPlan(
            new NoisyMlp(2, 0, 2, 32, 2),
            outputs -> new NoisyMlp(2, 0, 1, 16, outputs),
            REGIMEN,
            REGIMEN.of(32, 20),
            5);

    private ExpertProcess() {}

    /** Arguments: the folder and the cluster. */
    public static void main(String[] arguments) {
        Libtorch.start(1);
        DecentralizedPlan plan = PLAN.keptIn(Path.of(arguments[0]));
        try (FlatTensors expert = plan.expert(DATA, PARTITION, Integer.parseInt(arguments[1]))) {
            System.out.println(StateHash.of(expert));
        }
    }

    static Process start(Path folder, int cluster) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-modules=jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ExpertProcess.class.getName(),
                        folder.toString(),
                        Integer.toString(cluster)))
                .redirectError(Redirect.INHERIT)
                .start();
    }

    static Path file(Path folder, int cluster) {
        return folder.resolve("expert-" + cluster + ".safetensors");
    }
}

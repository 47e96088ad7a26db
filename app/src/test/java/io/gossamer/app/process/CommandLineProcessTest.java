package io.gossamer.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.core.state.StateHash;
import io.gossamer.model.checkpoint.Checkpoint;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.network.Network;
import io.gossamer.model.task.Task;
import io.gossamer.model.task.Tasks;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.train.zeroth.ScalarHistory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolType;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real command line with real worker processes and real signals. */
@Execution(ExecutionMode.CONCURRENT)
final class CommandLineProcessTest {
    private static final String ENDLESS = "1000000";

    @TempDir
    Path folder;

    private Path run() {
        return folder.resolve("run");
    }

    private GossamerProcess train(String... more) throws IOException {
        List<String> arguments = List.of(
                "train", "--model", "logistic", "--link", "none", "--eval-every", "1000000", "--out", "" + run());
        return GossamerProcess.start(
                folder, Stream.concat(arguments.stream(), Stream.of(more)).toArray(String[]::new));
    }

    private GossamerProcess endless(int workers) throws IOException, InterruptedException {
        GossamerProcess training =
                train("--method", "dgc", "--workers", "" + workers, "--steps", ENDLESS, "--timeout", "6s");
        training.awaitTraining(workers, run().resolve("dgc/metrics.jsonl"));
        return training;
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "STOP"})
    void aWorkerThatDiesOrHangsEndsTheRunAndIsNamed(String signal) throws Exception {
        try (GossamerProcess training = endless(3)) {
            long victim = training.worker(1);
            GossamerProcess.signal(signal, victim);
            assertThat(training.exitStatus()).isEqualTo(1);
            assertThat(training.error()).hasSize(2);
            assertThat(training.error().getFirst())
                    .containsIgnoringCase("worker ")
                    .contains("(pid " + victim);
            training.awaitNoWorkers();
        }
    }

    @Test
    void noWorkerOutlivesItsLauncher() throws Exception {
        try (GossamerProcess training = endless(2)) {
            GossamerProcess.signal("KILL", training.launcher());
            training.awaitNoWorkers();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp:32", "script.pt"})
    void aKillStopsAfterAnAgreedStepAndTheRunGoesOnBitIdentically(String model) throws Exception {
        Path whole = folder.resolve("whole");
        String adopted = model.endsWith(".pt") ? "" + script(folder.resolve(model)) : model;
        String[] job = {"--method", "dgc", "--model", adopted, "--workers", "2", "--steps", "150", "--eval-every", "50"
        };
        GossamerProcess.run(folder, command(job, whole));
        try (GossamerProcess training = GossamerProcess.start(folder, command(job, run()))) {
            training.awaitTraining(2, run().resolve("dgc/metrics.jsonl"));
            GossamerProcess.signal("TERM", training.launcher());
            assertThat(training.exitStatus()).isEqualTo(130);
            assertThat(training.output()).contains("--resume");
        }
        GossamerProcess.run(folder, "train", "--resume", "" + run());
        assertThat(run().resolve("dgc/model.safetensors"))
                .hasSameBinaryContentAs(whole.resolve("dgc/model.safetensors"));
    }

    /** Four workers, then three; who comes late replays what all of them said. */
    @Test
    void workersLeaveAOneByteRunThatStandsStill() throws Exception {
        String[] job = {"--method", "one-byte", "--model", "logistic", "--workers", "4", "--steps", "150"};
        try (GossamerProcess training = GossamerProcess.start(folder, command(job, run()))) {
            training.awaitTraining(4, run().resolve("one-byte/metrics.jsonl"));
            GossamerProcess.signal("TERM", training.launcher());
            assertThat(training.exitStatus()).isEqualTo(130);
        }
        GossamerProcess.run(folder, "train", "--resume", "" + run(), "--workers", "3");
        Path model = run().resolve("one-byte/model.safetensors");
        try (Task task = Tasks.open("digits", Optional.empty(), 1);
                Network latecomer = task.network("logistic", 1);
                FlatTensors expected = latecomer.parameters().likeThis()) {
            ScalarHistory history = ScalarHistory.read(run().resolve("one-byte").resolve(ScalarHistory.FILE));
            assertThat(history.rounds()).isEqualTo(150);
            history.replay(latecomer.parameters());
            Checkpoint.restore(model, expected);
            assertThat(StateHash.of(latecomer.parameters())).isEqualTo(StateHash.of(expected));
        }
    }

    /** A model as somebody else would save it, with dropout. */
    private static Path script(Path file) {
        Libtorch.start(1);
        try (PointerScope scope = new PointerScope()) {
            JitModule module = new JitModule(new QualifiedName("__torch__.Model"));
            Tensor weight = torch.full(new long[] {10, 784}, new Scalar(0.01f));
            weight.set_requires_grad(true);
            module.register_parameter("weight", weight, false);
            module.register_attribute(
                    "training", new Type.TypePtr(BoolType.get().get()), new IValue(true), false, false);
            module.define("""
                    def forward(self, x):
                        x = torch.dropout(torch.flatten(x, 1), 0.2, self.training)
                        return torch.linear(x, self.weight)
                    """);
            module.save(file.toString());
        }
        return file;
    }

    private static String[] command(String[] job, Path out) {
        return Stream.of(Stream.of("train", "--link", "none", "--out", "" + out), Stream.of(job))
                .flatMap(part -> part)
                .toArray(String[]::new);
    }

    @Test
    void aLossThatIsNotFiniteIsAnError() throws Exception {
        try (GossamerProcess training = train("--method", "allreduce", "--workers", "1", "--learning-rate", "1e38")) {
            assertThat(training.exitStatus()).isEqualTo(1);
            assertThat(training.error()).hasSize(2);
            assertThat(training.error().getFirst()).contains("step").containsAnyOf("NaN", "not finite", "Infinity");
        }
    }

    @Test
    void aTruncatedCheckpointIsAnError() throws Exception {
        try (GossamerProcess training = train("--method", "allreduce", "--workers", "1", "--steps", ENDLESS)) {
            training.awaitTraining(1, run().resolve("allreduce/metrics.jsonl"));
            GossamerProcess.signal("TERM", training.launcher());
            assertThat(training.exitStatus()).isEqualTo(130);
        }
        truncate(onlyFile(run().resolve("allreduce/checkpoint")));
        try (GossamerProcess resumed = GossamerProcess.start(folder, "train", "--resume", "" + run())) {
            assertThat(resumed.exitStatus()).isEqualTo(1);
            assertThat(resumed.error()).hasSize(2);
            assertThat(resumed.error().getFirst()).contains("checkpoint");
        }
    }

    private static Path onlyFile(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".safetensors"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void truncate(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    }

    @Test
    void aCorruptDataFileIsAnError() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        for (String name : List.of(
                "train-images-idx3-ubyte",
                "train-labels-idx1-ubyte",
                "t10k-images-idx3-ubyte",
                "t10k-labels-idx1-ubyte")) {
            Files.write(data.resolve(name), "no IDX file at all".getBytes(StandardCharsets.UTF_8));
        }
        try (GossamerProcess training = train("--data", "" + data, "--workers", "1", "--method", "dgc")) {
            assertThat(training.exitStatus()).isEqualTo(1);
            assertThat(training.error()).hasSize(2);
            assertThat(training.error().getFirst()).contains("idx");
        }
    }

    @Test
    void aRunDirectoryThatCannotBeWrittenIsAnError() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        try (GossamerProcess training =
                GossamerProcess.start(folder, "train", "--out", "" + file.resolve("run"), "--workers", "1")) {
            assertThat(training.exitStatus()).isEqualTo(1);
            assertThat(training.error()).hasSize(2);
            assertThat(training.error().getFirst()).contains("" + file);
        }
    }

    @Test
    void arraysGoThereAndBack() throws Exception {
        Path array = folder.resolve("array.f32");
        byte[] values = new byte[4000];
        for (int i = 0; i < 1000; i++) {
            ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN).putFloat(4 * i, (i % 16 - 8) * 0.25f);
        }
        Files.write(array, values);
        Path coded = folder.resolve("array.gm");
        String told = GossamerProcess.run(folder, "encode", "--codec", "f16+rans", "--json", "" + array, "" + coded);
        JsonNode report = JsonMapper.shared().readTree(told);
        assertThat(report.get("total").get("ratio").asDouble()).isGreaterThan(3);
        assertThat(report.get("total").get("relativeError").asDouble()).isZero();
        assertThat(GossamerProcess.run(folder, "decode", "" + coded, "" + folder.resolve("back.f32")))
                .contains("f16+rans as raw");
        assertThat(folder.resolve("back.f32")).hasSameBinaryContentAs(array);
    }
}

package io.gossamer.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gossamer.model.data.Batch;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.tensor.Libtorch;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model written and saved in Python, where its torch is installed. */
class PythonScriptTest {
    private static final ProblemShape.Images SHAPE = new ProblemShape.Images(1, 8, 8, 3);

    private static final String SAVE = """
            import sys, torch
            from torch import nn
            torch.manual_seed(1)
            model = nn.Sequential(
                nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2),
                nn.Flatten(), nn.Dropout(0.2), nn.Linear(64, 3))
            torch.jit.script(model).save(sys.argv[1])
            """;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    @Test
    void trainsAndRepeatsBitForBit() throws Exception {
        assumeTrue(python("import torch") == 0, "python3-torch is not installed");
        Path file = folder.resolve("model.pt");
        assertThat(python(SAVE, file.toString())).isZero();
        byte[] first = train(file);
        assertThat(train(file)).isEqualTo(first);
    }

    private static byte[] train(Path file) {
        try (Network network = Networks.torchScript(file, Loss.CROSS_ENTROPY);
                PointerScope scope = new PointerScope()) {
            assertThat(names(network.parameters().layout()))
                    .containsExactly("0.weight", "0.bias", "1.weight", "1.bias", "6.weight", "6.bias");
            assertThat(names(network.buffers().layout())).containsExactly("1.running_mean", "1.running_var");
            Batch batch = Batches.of(SHAPE, 32, 1);
            double before = network.evaluate(batch).loss();
            for (int step = 0; step < 80; step++) {
                network.forwardBackward(batch, 1, 0, step);
                network.parameters().flat().add_(network.gradients().flat(), new Scalar(-0.1));
            }
            assertThat(network.evaluate(batch).loss()).isLessThan(0.8 * before);
            return network.parameters().memory().toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private static List<String> names(FlatLayout layout) {
        return layout.entries().stream().map(FlatLayout.Entry::name).toList();
    }

    private int python(String program, String... arguments) throws IOException, InterruptedException {
        // Debian's torch belongs to Debian's Python, which need not be the first one on the path.
        Path debian = Path.of("/usr/bin/python3");
        String interpreter = Files.isExecutable(debian) ? debian.toString() : "python3";
        List<String> command = new ArrayList<>(List.of(interpreter, "-c", program));
        command.addAll(List.of(arguments));
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("python.log").toFile())
                    .start();
        } catch (IOException e) {
            return -1;
        }
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }
}

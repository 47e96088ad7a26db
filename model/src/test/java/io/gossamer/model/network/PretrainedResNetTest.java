package io.gossamer.model.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.model.SharedData;
import io.gossamer.model.checkpoint.SafetensorsFile;
import io.gossamer.model.data.Batch;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.tensor.Libtorch;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** Our ResNet-20 with the weights that somebody else trained: names, shapes and every operation must agree. */
class PretrainedResNetTest {
    private static final ProblemShape.Images SHAPE = new ProblemShape.Images(3, 32, 32, 10);
    private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
    private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};
    private static final int PIXELS = 3 * 32 * 32;
    private static final int BATCH = 250;

    @Test
    void reachesTheAccuracyOfItsAuthor() throws IOException {
        Path weights = SharedData.require("cifar_resnet/resnet20-12fca82f.safetensors");
        byte[] records = unzip(SharedData.require("cifar10/cifar10_test_first1000.bin.gz"));
        Libtorch.start(1);
        try (Network network = Networks.create("resnet20", SHAPE, Loss.CROSS_ENTROPY, 1)) {
            try (Arena arena = Arena.ofConfined()) {
                SafetensorsFile file = SafetensorsFile.open(weights, arena);
                load(file, network.parameters());
                load(file, network.buffers());
            }
            Score score = Score.ZERO;
            for (int first = 0; first < 1000; first += BATCH) {
                try (PointerScope scope = new PointerScope()) {
                    score = score.plus(network.evaluate(batch(records, first)));
                }
            }
            assertThat(score.count()).isEqualTo(1000);
            assertThat(score.accuracy()).isBetween(0.914, 0.916);
        }
    }

    private static void load(SafetensorsFile file, FlatTensors tensors) {
        List<FlatLayout.Entry> entries = tensors.layout().entries();
        for (int i = 0; i < entries.size(); i++) {
            tensors.memory(i).copyFrom(file.data(entries.get(i).name()));
        }
    }

    private static Batch batch(byte[] records, int first) {
        float[] input = new float[BATCH * PIXELS];
        long[] target = new long[BATCH];
        for (int image = 0; image < BATCH; image++) {
            int record = (first + image) * (PIXELS + 1);
            target[image] = records[record];
            for (int i = 0; i < PIXELS; i++) {
                int channel = i / (32 * 32);
                float value = Byte.toUnsignedInt(records[record + 1 + i]) / 255f;
                input[image * PIXELS + i] = (value - MEAN[channel]) / DEVIATION[channel];
            }
        }
        return new Batch(Tensor.create(input, BATCH, 3, 32, 32), Tensor.create(target, BATCH));
    }

    private static byte[] unzip(Path file) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return in.readAllBytes();
        }
    }
}

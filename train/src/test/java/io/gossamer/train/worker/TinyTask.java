package io.gossamer.train.worker;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.model.data.Dataset;
import io.gossamer.model.data.ImageDataset;
import io.gossamer.model.data.ImageSet;
import io.gossamer.model.data.Normalization;
import io.gossamer.model.network.ProblemShape;
import io.gossamer.model.task.Task;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Four classes of noisy 6x6 images, each with one bright quarter: a task of one's own, learnt in a few dozen steps. */
public final class TinyTask implements Task {
    private static final int SIDE = 6;
    private static final int CLASSES = 4;

    private final Arena arena = Arena.ofShared();
    private final Dataset training;
    private final Dataset test;

    public TinyTask() {
        this(400);
    }

    /** With so many examples to train on. */
    TinyTask(int examples) {
        ImageSet images = images(examples, 0);
        Normalization normalization = Normalization.of(images);
        training = new ImageDataset(images, normalization);
        test = new ImageDataset(images(100, 1), normalization);
    }

    private ImageSet images(int count, int part) {
        RandomStream random = RandomStream.of(11, Purpose.TEST, 0, part, 0);
        MemorySegment pixels = arena.allocate((long) count * SIDE * SIDE);
        byte[] labels = new byte[count];
        for (int image = 0; image < count; image++) {
            labels[image] = (byte) random.nextInt(CLASSES);
            for (int at = 0; at < SIDE * SIDE; at++) {
                int quarter = at / SIDE / (SIDE / 2) * 2 + at % SIDE / (SIDE / 2);
                int value = random.nextInt(140) + (quarter == labels[image] ? 100 : 0);
                pixels.set(ValueLayout.JAVA_BYTE, (long) image * SIDE * SIDE + at, (byte) value);
            }
        }
        return new ImageSet(1, SIDE, SIDE, CLASSES, pixels, labels);
    }

    @Override
    public String name() {
        return "tiny";
    }

    @Override
    public Dataset training() {
        return training;
    }

    @Override
    public Dataset test() {
        return test;
    }

    @Override
    public ProblemShape shape() {
        return new ProblemShape.Images(1, SIDE, SIDE, CLASSES);
    }

    @Override
    public String defaultModel() {
        return "mlp";
    }

    @Override
    public void close() {
        arena.close();
    }
}

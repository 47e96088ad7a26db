package io.gossamer.model.network;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.model.data.Batch;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Random batches of the current PointerScope. */
final class Batches {
    private Batches() {}

    static Batch of(ProblemShape shape, int size, int seed) {
        RandomStream random = RandomStream.of(seed, Purpose.TEST, 0, 0, 0);
        return switch (shape) {
            case ProblemShape.Images images -> {
                float[] pixels = new float[size * images.channels() * images.height() * images.width()];
                for (int i = 0; i < pixels.length; i++) {
                    pixels[i] = (float) random.nextNormal();
                }
                Tensor input = Tensor.create(pixels, size, images.channels(), images.height(), images.width());
                yield new Batch(input, whole(random, images.classes(), size));
            }
            case ProblemShape.Tokens tokens ->
                new Batch(
                        whole(random, tokens.vocabulary(), size, tokens.context()),
                        whole(random, tokens.vocabulary(), size, tokens.context()));
        };
    }

    static double lossOf(Network network, Batch batch) {
        try (PointerScope scope = new PointerScope()) {
            return network.evaluate(batch).loss();
        }
    }

    private static Tensor whole(RandomStream random, int bound, long... shape) {
        int count = (int) LongStream.of(shape).reduce(1, Math::multiplyExact);
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextInt(bound);
        }
        return Tensor.create(values, shape);
    }
}

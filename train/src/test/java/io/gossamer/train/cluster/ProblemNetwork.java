package io.gossamer.train.cluster;

import io.gossamer.model.data.Batch;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.recursion.Problem;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A problem as a network, all zero at first: a batch is the number of a client, its gradient that client's. */
public final class ProblemNetwork extends BareNetwork {
    private final Problem problem;

    /** @param tensors names of those that the parameters are cut into, all but the last of the same length */
    public ProblemNetwork(Problem problem, String... tensors) {
        super("problem", layout(problem.dimension(), tensors));
        this.problem = problem;
    }

    /** Of two tensors. */
    public ProblemNetwork(Problem problem) {
        this(problem, "a", "b");
    }

    private static FlatLayout layout(long dimension, String... tensors) {
        long each = Math.ceilDiv(dimension, (long) tensors.length);
        return FlatLayout.of(
                List.of(tensors),
                LongStream.range(0, tensors.length)
                        .mapToObj(i -> new long[] {Math.min(each, dimension - i * each)})
                        .toList());
    }

    public static Batch batch(int client) {
        Tensor number = torch.zeros(1).fill_(new Scalar((double) client));
        return new Batch(number, number);
    }

    public static double[] values(FlatTensors tensors) {
        MemorySegment packed =
                MemorySegment.ofArray(new float[(int) tensors.layout().elements()]);
        tensors.pack(packed);
        double[] values = new double[(int) tensors.layout().elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = packed.getAtIndex(ValueLayout.JAVA_FLOAT, i);
        }
        return values;
    }

    @Override
    public double forwardBackward(Batch batch, long seed, int node, long step) {
        double[] gradient = problem.gradient((int) batch.input().item_double(), values(parameters()));
        MemorySegment packed = MemorySegment.ofArray(new float[gradient.length]);
        for (int i = 0; i < gradient.length; i++) {
            packed.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) gradient[i]);
        }
        gradients().unpack(packed);
        return node;
    }
}
